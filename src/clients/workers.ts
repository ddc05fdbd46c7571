import type { BenchOperations } from '../../workers/protocol/bench.ts';
import type { MonitorOperations } from '../../workers/protocol/monitor.ts';
import type { OrchardOperations } from '../../workers/protocol/orchard.ts';
import type { ServingOperations } from '../../workers/protocol/serving.ts';
import type { TrainerOperations } from '../../workers/protocol/trainer.ts';
import BenchWorker from '../../workers/bench/main.ts?worker';
import MonitorWorker from '../../workers/monitor/main.ts?worker';
import OrchardWorker from '../../workers/orchard/main.ts?worker';
import ServingWorker from '../../workers/serving/main.ts?worker';
import TrainerWorker from '../../workers/trainer/main.ts?worker';
import { BenchPool } from './bench-pool.ts';
import { WorkerClient, type ClientOptions } from './client.ts';

/** More would cost more memory than they save time. */
const MOST_HELPERS = 3;

type Listeners = Omit<ClientOptions, 'kind' | 'spawn' | 'locks'>;

const spawn = {
  trainer: (name: string) => new TrainerWorker({ name }),
  serving: (name: string) => new ServingWorker({ name }),
  orchard: (name: string) => new OrchardWorker({ name }),
  monitor: (name: string) => new MonitorWorker({ name }),
  bench: (name: string) => new BenchWorker({ name }),
  helper: (name: string) => new TrainerWorker({ name }),
};

function client<M>(kind: keyof typeof spawn, listeners: Listeners): WorkerClient<M> {
  return new WorkerClient<M>({ kind, spawn: spawn[kind], locks: navigator.locks, ...listeners });
}

export const trainerClient = (listeners: Listeners) => client<TrainerOperations>('trainer', listeners);
export const servingClient = (listeners: Listeners) => client<ServingOperations>('serving', listeners);
export const orchardClient = (listeners: Listeners) => client<OrchardOperations>('orchard', listeners);
export const monitorClient = (listeners: Listeners) => client<MonitorOperations>('monitor', listeners);
/** Workers of the trainer's kind that do part of its work, where there are cores for them. */
export const helperClients = () =>
  Array.from({ length: Math.min(MOST_HELPERS, navigator.hardwareConcurrency - 1) }, () => client<TrainerOperations>('helper', {}));
export const benchPool = () => new BenchPool(() => client<BenchOperations>('bench', {}), navigator.hardwareConcurrency);

export type TrainerClient = WorkerClient<TrainerOperations>;
export type ServingClient = WorkerClient<ServingOperations>;
export type OrchardClient = WorkerClient<OrchardOperations>;
export type MonitorClient = WorkerClient<MonitorOperations>;
