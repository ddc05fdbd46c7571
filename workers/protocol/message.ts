import type { ErrorCode } from '../../src/domain/common/errors.ts';

/** An operation of a worker: what goes in, what comes out, what it reports on the way. */
export interface Operation<In = unknown, Out = unknown, Progress = never> {
  in: In;
  out: Out;
  progress: Progress;
}

type CallMessage<M, K extends keyof M = keyof M> = {
  [N in K]: { type: 'call'; id: number; op: N; input: M[N] extends Operation<infer I, unknown, unknown> ? I : never };
}[K];

interface CancelMessage { type: 'cancel'; id: number }

export type ToWorker<M> = CallMessage<M> | CancelMessage;

export type FromWorker =
  | { type: 'ready' }
  | { type: 'ok'; id: number; output: unknown }
  | { type: 'progress'; id: number; progress: unknown }
  | { type: 'fail'; id: number; code: ErrorCode; detail: string; about?: string }
  /** Unasked. */
  | { type: 'notice'; notice: { type: string } };

/** Handed to a handler beside its input. */
export interface CallContext<Progress> {
  signal: AbortSignal;
  progress(progress: Progress, transfer?: Transferable[]): void;
}

/** A handler may answer with `transferring(output, buffers)` to hand buffers over instead of copying. */
type Handler<O> = O extends Operation<infer I, infer Out, infer P>
  ? (input: I, context: CallContext<P>) => Promise<Out | Transferring<Out>> | Out | Transferring<Out>
  : never;

export type Handlers<M> = { [K in keyof M]: Handler<M[K]> };

/** What the page does about each notice of a worker. A notice that is not heard does not compile. */
export type NoticeHandlers<N extends { type: string }> = { [T in N['type']]: (notice: Extract<N, { type: T }>) => void };

/** An answer together with the buffers that move with it. */
export class Transferring<Out> {
  constructor(readonly output: Out, readonly transfer: Transferable[]) {}
}
