import { OrchardError } from '../domain/common/errors.ts';
import { isDecided, type Deployment } from '../domain/delivery/deployment.ts';
import type { Route } from '../domain/delivery/route.ts';
import type { Run } from '../domain/learning/run.ts';
import type { ModelVersion } from '../domain/registry/version.ts';
import type { RolloutRecord } from '../domain/rollout/rollout-record.ts';
import type { ServedModel, ServedTrial } from '../../workers/protocol/serving.ts';
import type { TrainOutput } from '../../workers/protocol/trainer.ts';
import { artifactChecksum } from '../storage/checksum.ts';
import type { Services } from './services.ts';

/** A training that has come to its end, and what it brought. */
export interface TrainedRun {
  run: Run;
  /** The version that was live when the training began; null while none was. */
  parent: number | null;
  output: TrainOutput;
}

/** Told when another version is about to predict, so that the camera takes pictures of its size. */
export interface DeployTarget {
  /** The next event to be predicted. */
  readonly now: number;
  /** Of the line's chance. */
  routeSeed(): number;
  /** Runs when the acts before it have ended. */
  turn<T>(act: () => Promise<T>): Promise<T>;
  deployed(version: ModelVersion, fromIndex: number): Promise<void>;
}

/** A version that is to be under trial beside the one that decides. */
export interface Trial { challenger: number; route: Route; rollout: RolloutRecord }

/** A version as the serving worker needs it. Throws `storage-corrupt` where its network is not what was registered. */
export async function servedModel({ storage }: Services, { number, checksum, signature, reference: { embedding } }: ModelVersion): Promise<ServedModel> {
  const artifact = await storage.models.artifact(number);
  if (!artifact || (await artifactChecksum(artifact)) !== checksum) throw new OrchardError('storage-corrupt', `network of v${number}`);
  return { version: number, signature, artifact, ...(embedding === undefined ? {} : { embedding }) };
}

/** The same of a version under trial; without a line there is no chance to draw from. */
export async function servedTrial(services: Services, version: ModelVersion, route: Route, target: DeployTarget | null): Promise<ServedTrial> {
  return { ...await servedModel(services, version), route, seed: target?.routeSeed() ?? 0 };
}

/** The deployment in force at the next event, and those that were decided for later ones. */
export async function standingOf({ monitor }: Services, deployments: readonly Deployment[]): Promise<{ inForce: Deployment | null; later: readonly Deployment[] }> {
  const newest = deployments.at(-1);
  if (!newest || !isDecided(newest)) return { inForce: newest ?? null, later: [] };
  const { lastIndex } = await monitor.call('snapshot', undefined);
  const later = deployments.filter((deployment) => isDecided(deployment) && deployment.fromIndex > lastIndex + 1);
  return { inForce: deployments.filter((deployment) => !later.includes(deployment)).at(-1) ?? null, later };
}
