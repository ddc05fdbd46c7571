import type { JsonValue } from '../../domain/log/line-change.ts';
import type { Alias, Deployment } from '../../domain/delivery/deployment.ts';
import type { Run } from '../../domain/learning/run.ts';
import type { ModelVersion, NetworkArtifact } from '../../domain/registry/version.ts';
import type { Removal } from './removal.ts';

export interface RunStore {
  /** Answers the run with its id. */
  add(run: Omit<Run, 'id'>): Promise<Run>;
  /** Replaces the run of that id. */
  update(run: Run): Promise<void>;
  /** Oldest first. */
  list(): Promise<Run[]>;
  get(id: number): Promise<Run | null>;
}

/** A version that was taken away, and the names that it had. */
export interface ModelRemoval extends Removal<number> { readonly aliases: readonly Alias[] }

export interface ModelStore {
  /** Stores a version with its network. Without a number it gets the next one; numbers are never used twice. */
  add(version: Omit<ModelVersion, 'number'> & { number?: number }, artifact: NetworkArtifact): Promise<ModelVersion>;
  /** Oldest first. */
  list(): Promise<ModelVersion[]>;
  get(number: number): Promise<ModelVersion | null>;
  artifact(number: number): Promise<NetworkArtifact | null>;
  /** The number that the next `add` gives. */
  nextNumber(): Promise<number>;
  /** Fails with `model-unknown`. */
  rename(number: number, name: string): Promise<void>;
  setNotes(number: number, notes: string): Promise<void>;
  /** Hides a version and takes its aliases away, in one transaction; `restore` undoes it until `Storage.purge`. */
  remove(number: number): Promise<ModelRemoval>;
  /** Its aliases come back too, but for those that another version was given meanwhile. Answers all aliases as they are then. */
  restore(removal: ModelRemoval): Promise<Partial<Record<Alias, number>>>;
}

export interface AliasStore {
  get(alias: Alias): Promise<number | null>;
  all(): Promise<Partial<Record<Alias, number>>>;
  /** `null` takes the alias away. */
  set(alias: Alias, version: number | null): Promise<void>;
}

export interface DeploymentStore {
  /**
   * Makes a version the champion, in one transaction: its row here, the aliases, the line in the event log; a challenger that it was, or whose trial
   * ends, is none any more. Deployments that were to begin at a later event go. All of it, or nothing. One that carries out an action which
   * another has carried out already changes nothing, and answers the other. `told`: what the event log is told beside.
   */
  commit(deployment: Omit<Deployment, 'id'>, told?: { [name: string]: JsonValue }): Promise<{ deployment: Deployment; aliases: Partial<Record<Alias, number>> }>;
  append(deployment: Omit<Deployment, 'id'>): Promise<Deployment>;
  /** Oldest first. */
  list(): Promise<Deployment[]>;
  clear(): Promise<void>;
}
