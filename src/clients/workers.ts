import type { BenchOperations } from '../../workers/protocol/bench.ts';
import type { LabOperations } from '../../workers/protocol/lab.ts';
import type { MonitorNotice, MonitorOperations } from '../../workers/protocol/monitor.ts';
import type { OrchardNotice, OrchardOperations } from '../../workers/protocol/orchard.ts';
import type { ServingNotice, ServingOperations } from '../../workers/protocol/serving.ts';
import type { TrainerNotice, TrainerOperations } from '../../workers/protocol/trainer.ts';
import benchAddress from '../../workers/bench/main.ts?worker&url';
import labAddress from '../../workers/lab/main.ts?worker&url';
import monitorAddress from '../../workers/monitor/main.ts?worker&url';
import orchardAddress from '../../workers/orchard/main.ts?worker&url';
import servingAddress from '../../workers/serving/main.ts?worker&url';
import trainerAddress from '../../workers/trainer/main.ts?worker&url';
import type { Place } from '../domain/common/project-place.ts';
import { WorkerClient, type ClientOptions } from './client.ts';
import type { Records } from './records.ts';
import { spawnWorker } from './spawn.ts';

/** More would cost more memory than they save time. */
const MOST_HELPERS = 3;

/** Whoever starts a worker that has notices hears all of them. */
type Listeners<N extends { type: string }> = Required<Pick<ClientOptions<N>, 'notices' | 'onRestart'>>;

/** The line is the leading tab's: in all others, `leads` answers false. */
interface Led { leads(): boolean }

/** What of the line's workers may be called in a tab that only looks on; their other operations change the line or what watches it. */
const LOOKING = {
  orchard: ['status', 'render', 'shelve', 'sprites', 'scenes', 'pick'],
  monitor: [
    'look', 'flush', 'snapshot', 'series', 'count', 'query', 'belt', 'exportRows', 'usage', 'configure', 'compare', 'weakSpots', 'shop',
    'beginWatch', 'setVersion', 'checkRules', 'checkMonitors', 'report', 'rollout', 'firing', 'measurements', 'exposition', 'expressionValues', 'promql', 'promqlRange',
  ],
} as const satisfies { orchard: readonly (keyof OrchardOperations)[]; monitor: readonly (keyof MonitorOperations)[] };

const spawn = {
  trainer: (name: string) => spawnWorker(trainerAddress, name),
  serving: (name: string) => spawnWorker(servingAddress, name),
  orchard: (name: string) => spawnWorker(orchardAddress, name),
  monitor: (name: string, place: Place) => spawnWorker(monitorAddress, name, place === 'stored' ? {} : { project: place }),
  bench: (name: string) => spawnWorker(benchAddress, name),
  lab: (name: string) => spawnWorker(labAddress, name),
  helper: (name: string) => spawnWorker(trainerAddress, name),
};

interface Options<N extends { type: string }> { records: Records; listeners?: Partial<Listeners<N>>; mayCall?: (op: string) => boolean; place?: Place }

function client<M, N extends { type: string } = never>(kind: keyof typeof spawn, { records, listeners, mayCall, place = 'stored' }: Options<N>): WorkerClient<M, N> {
  return new WorkerClient<M, N>({ kind, spawn: (name) => spawn[kind](name, place), locks: navigator.locks, records, ...listeners, ...(mayCall ? { mayCall } : {}) });
}

function mayCall(looking: readonly string[], { leads }: Led): (op: string) => boolean {
  return (op) => leads() || looking.includes(op);
}

export const trainerClient = (records: Records, listeners: Listeners<TrainerNotice>) => client<TrainerOperations, TrainerNotice>('trainer', { records, listeners });
export const servingClient = (records: Records, listeners: Listeners<ServingNotice>) => client<ServingOperations, ServingNotice>('serving', { records, listeners });
export const orchardClient = (records: Records, listeners: Listeners<OrchardNotice> & Led) =>
  client<OrchardOperations, OrchardNotice>('orchard', { records, listeners, mayCall: mayCall(LOOKING.orchard, listeners) });
/** The monitor writes the log where the project is kept. */
export const monitorClient = (records: Records, listeners: Listeners<MonitorNotice> & Led, place: Place) =>
  client<MonitorOperations, MonitorNotice>('monitor', { records, listeners, mayCall: mayCall(LOOKING.monitor, listeners), place });
/** Workers of the trainer's kind that do part of its work, where there are cores for them. */
export const helperClients = (records: Records) =>
  Array.from({ length: Math.min(MOST_HELPERS, navigator.hardwareConcurrency - 1) }, () => client<TrainerOperations>('helper', { records }));
export const benchClient = (records: Records) => client<BenchOperations>('bench', { records });
export const labClient = (records: Records) => client<LabOperations>('lab', { records });

/** A worker as the state sees it: whoever calls need not know what it says unasked. */
type Client<M> = Pick<WorkerClient<M>, keyof WorkerClient<M>>;
export type BenchClient = Client<BenchOperations>;
export type LabClient = Client<LabOperations>;
export type TrainerClient = Client<TrainerOperations>;
export type ServingClient = Client<ServingOperations>;
export type OrchardClient = Client<OrchardOperations>;
export type MonitorClient = Client<MonitorOperations>;
