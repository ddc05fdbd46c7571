import type { MonitorOperations } from '../../workers/protocol/monitor.ts';
import type { OrchardOperations } from '../../workers/protocol/orchard.ts';
import type { ServingOperations } from '../../workers/protocol/serving.ts';
import type { TrainerOperations } from '../../workers/protocol/trainer.ts';
import { WorkerClient, type ClientOptions } from './client.ts';

type Listeners = Omit<ClientOptions, 'spawn' | 'locks'>;

// Each `new Worker(new URL(…))` stays literal: that is the form in which the bundler finds the worker.
const spawn = {
  trainer: (name: string) => new Worker(new URL('../../workers/trainer/main.ts', import.meta.url), { type: 'module', name }),
  serving: (name: string) => new Worker(new URL('../../workers/serving/main.ts', import.meta.url), { type: 'module', name }),
  orchard: (name: string) => new Worker(new URL('../../workers/orchard/main.ts', import.meta.url), { type: 'module', name }),
  monitor: (name: string) => new Worker(new URL('../../workers/monitor/main.ts', import.meta.url), { type: 'module', name }),
};

function client<M>(kind: keyof typeof spawn, listeners: Listeners): WorkerClient<M> {
  return new WorkerClient<M>({ spawn: spawn[kind], locks: navigator.locks, ...listeners });
}

export const trainerClient = (listeners: Listeners) => client<TrainerOperations>('trainer', listeners);
export const servingClient = (listeners: Listeners) => client<ServingOperations>('serving', listeners);
export const orchardClient = (listeners: Listeners) => client<OrchardOperations>('orchard', listeners);
export const monitorClient = (listeners: Listeners) => client<MonitorOperations>('monitor', listeners);

export type TrainerClient = WorkerClient<TrainerOperations>;
export type ServingClient = WorkerClient<ServingOperations>;
export type OrchardClient = WorkerClient<OrchardOperations>;
export type MonitorClient = WorkerClient<MonitorOperations>;
