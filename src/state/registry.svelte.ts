import type { DataSetVersion } from '../domain/data/dataset/dataset.ts';
import { codeOf, OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import { plainName } from '../domain/common/isolated.ts';
import type { Alias, Deployment } from '../domain/delivery/deployment.ts';
import type { ModelVersion, NetworkArtifact } from '../domain/registry/version.ts';
import { RECIPES, type RecipeKind } from '../domain/learning/recipes/catalogue.ts';
import type { Run } from '../domain/learning/run.ts';
import { liveVersion, rolesOf } from '../domain/delivery/roles.ts';
import { watchVersion } from './watch-version.ts';
import type { TrainOutput } from '../../workers/protocol/trainer.ts';
import { artifactChecksum } from '../storage/checksum.ts';
import type { Compute } from './compute.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';
import { Turns } from './turns.ts';

/** The name that a recipe goes by. */
export function recipeName(kind: RecipeKind): string {
  return RECIPES[kind].title;
}

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
  /** Runs when the acts before it have ended. */
  turn<T>(act: () => Promise<T>): Promise<T>;
  deployed(version: ModelVersion, fromIndex: number): Promise<void>;
}

/** Registered versions, their aliases, and who is live. */
export class Registry {
  models = $state.raw<readonly ModelVersion[]>([]);
  aliases = $state.raw<Partial<Record<Alias, number>>>({});
  deployments = $state.raw<readonly Deployment[]>([]);
  deploying = $state(false);
  /** The live version that broke while predicting, and why; null while all is well. */
  broken = $state.raw<{ version: number; code: ErrorCode } | null>(null);

  #byNumber = $derived(new Map(this.models.map((model) => [model.number, model])));
  /** Which version predicts on the line. */
  live = $derived(this.#byNumber.get(liveVersion(this.deployments, this.aliases, (version) => this.#byNumber.has(version)) ?? NaN) ?? null);
  newest = $derived(this.models.at(-1) ?? null);

  /** Set by the line. */
  target: DeployTarget | null = null;
  /** Called when there is a version more. */
  arrived: () => void = () => {};

  readonly #services: Services;
  readonly #shell: Shell;
  readonly #compute: Compute;
  readonly #turns = new Turns();
  /** The version that the serving worker was given last, and the deployment that it predicts under. */
  #served: { version: number; deployment: number } | null = null;
  #wish: { number: number; done: Promise<Deployment> } | null = null;

  constructor(services: Services, shell: Shell, compute: Compute) {
    this.#services = services;
    this.#shell = shell;
    this.#compute = compute;
  }

  async open(): Promise<void> {
    const { storage } = this.#services;
    [this.models, this.aliases, this.deployments] = await Promise.all([storage.models.list(), storage.aliases.all(), storage.deployments.list()]);
  }

  get(number: number): ModelVersion {
    const version = this.models.find((model) => model.number === number);
    if (!version) throw new OrchardError('model-unknown', `v${number}`);
    return version;
  }

  async register({ run, output, parent }: TrainedRun, dataSet: DataSetVersion | null): Promise<ModelVersion> {
    const { storage, nowMs, appVersion } = this.#services;
    const { signature, artifact, metrics, reference } = output;
    const version = await storage.models.add({
      name: recipeName(run.recipe.kind), notes: '', recipe: run.recipe, signature, metrics, reference,
      lineage: {
        runId: run.id, dataSetVersion: run.dataSetVersion, dataSetHash: dataSet?.contentHash ?? null, backend: run.backend, appVersion,
        parent,
      },
      createdMs: nowMs(), sizeBytes: sizeOf(artifact), checksum: await artifactChecksum(artifact),
    }, artifact);
    this.models = [...this.models, version];
    this.#shell.announce(`Registered v${version.number}`);
    this.arrived();
    return version;
  }

  /**
   * Makes a version predict from the next fruit on, and offers the way back. Deployments are made between two acts of the line and one after another,
   * each whole or not at all: the version is warmed up, the line is held between two fruits, the deployment is stored, and only then does it
   * take over. The same wish twice is one.
   */
  deploy(number: number, reason: Deployment['reason'] = 'deploy'): Promise<Deployment> {
    if (this.#wish?.number === number) return this.#wish.done;
    const act = (): Promise<Deployment> => this.#turns.take(() => this.#deploy(number, reason));
    const done = this.target ? this.target.turn(act) : act();
    const wish = (this.#wish = { number, done });
    const forget = (): void => { if (this.#wish === wish) this.#wish = null; };
    done.then(forget, forget);
    return done;
  }

  async #deploy(number: number, reason: Deployment['reason']): Promise<Deployment> {
    const version = this.get(number);
    const replaced = this.live?.number ?? null;
    this.deploying = true;
    try {
      const fromIndex = await this.#prepare(version);
      const { storage, nowMs } = this.#services;
      let committed;
      try {
        committed = await storage.deployments.commit({ version: number, challenger: null, route: { kind: 'replace' }, fromIndex, atMs: nowMs(), reason: replaced === null ? 'first' : reason, replaced });
      } catch (error) {
        await this.#services.serving.call('letGo', { version: number }).catch(() => undefined);
        throw error;
      }
      const { deployment, aliases } = committed;
      this.deployments = [...this.deployments, deployment];
      this.aliases = aliases;
      await this.#takeOver(version, deployment, fromIndex);
      if (replaced !== null && replaced !== number) this.#shell.offerUndo(`Deployed v${number}`, () => this.deploy(replaced, 'rollback'));
      else this.#shell.announce(`v${number} is live`);
      return deployment;
    } finally {
      this.deploying = false;
    }
  }

  /** The live version broke while predicting: the line stands until one is deployed, itself again for instance. */
  broke(version: number, code: ErrorCode): void {
    if (this.live?.number !== version) return;
    this.broken = { version, code };
    this.#shell.report({ code: 'model-failed' }, 'app', () => this.restore());
  }

  /** The version that was live before this one and still exists; null when there is none. */
  get previous(): number | null {
    const live = this.live?.number;
    for (const { version } of [...this.deployments].reverse()) {
      if (version !== live && this.models.some(({ number }) => number === version)) return version;
    }
    return null;
  }

  async rollBack(): Promise<void> {
    const { previous } = this;
    if (previous === null) throw new OrchardError('model-unknown', 'no earlier version');
    await this.deploy(previous, 'rollback');
  }

  /** Gives the serving worker the live version when it has another one, as in a tab that only looks on. */
  async serve(): Promise<void> {
    if (this.live && this.#served?.version !== this.live.number) await this.restore();
  }

  /** Gives the serving worker the live version again, after a reload, a death or a failure. */
  restore(): Promise<void> {
    return this.#turns.take(async () => {
      const { live } = this;
      if (!live) return;
      try {
        await this.#takeOver(live, this.deployments.at(-1) ?? null, await this.#prepare(live));
      } catch (error) {
        // No version predicts then, and whoever waits for fruit is to hear of it. After a death it is tried again.
        if (codeOf(error) !== 'worker-died') this.broken = { version: live.number, code: codeOf(error) };
        throw error;
      }
    });
  }

  /** The line's record is another: who is live then goes on predicting, under the deployment that the record tells of. */
  async followRecord(): Promise<void> {
    const [served, deployment] = [this.#served, this.deployments.at(-1)];
    if (!served || !this.live) return;
    if (served.version !== this.live.number) return this.restore();
    if (!deployment || deployment.id === served.deployment) return;
    await this.#tellDeployment(deployment);
    await this.#services.serving.call('renumber', { deployment: deployment.id });
    this.#served = { ...served, deployment: deployment.id };
  }

  async setAlias(alias: Alias, number: number | null): Promise<void> {
    if (alias === 'champion' && number !== null) return void (await this.deploy(number));
    if (number !== null) this.get(number);
    await this.#services.storage.aliases.set(alias, number);
    this.aliases = { ...this.aliases, [alias]: number ?? undefined };
  }

  async rename(number: number, name: string): Promise<void> {
    const clean = plainName(name).slice(0, 120);
    if (clean === '') throw new OrchardError('label-empty');
    await this.#services.storage.models.rename(number, clean);
    this.#replace({ ...this.get(number), name: clean });
  }

  async setNotes(number: number, notes: string): Promise<void> {
    const clean = notes.slice(0, 10_000);
    await this.#services.storage.models.setNotes(number, clean);
    this.#replace({ ...this.get(number), notes: clean });
  }

  /** Deletes a version that is not live; undo brings it back, with an alias that nobody else was given meanwhile. */
  async remove(number: number): Promise<void> {
    const version = this.get(number);
    if (this.live?.number === number) throw new OrchardError('model-live', `v${number}`);
    const { storage } = this.#services;
    const removal = await storage.models.remove(number);
    this.models = this.models.filter((model) => model.number !== number);
    this.aliases = { ...this.aliases, ...Object.fromEntries(removal.aliases.map((alias) => [alias, undefined])) };
    this.#shell.offerUndo(`Deleted v${number}`, async () => {
      const aliases = await storage.models.restore(removal);
      this.models = [...this.models, version].sort((a, b) => a.number - b.number);
      this.aliases = aliases;
    });
  }

  async export(number: number): Promise<Blob> {
    const artifact = await this.#services.storage.models.artifact(number);
    if (!artifact) throw new OrchardError('model-unknown', `v${number}`);
    const { writeModelFile } = await import('../storage/model-file.ts');
    return writeModelFile($state.snapshot(this.get(number)) as ModelVersion, artifact);
  }

  /** Registers a model file under the next number. Nothing changes when the file is not whole, or holds a version that could not be deployed here. */
  async import(file: Blob): Promise<ModelVersion> {
    const { readModelFile } = await import('../storage/model-file.ts');
    const { version, artifact } = await readModelFile(file);
    await this.tryOut(version, artifact);
    const { number, ...rest } = version;
    const imported = await this.#services.storage.models.add({
      ...rest, createdMs: this.#services.nowMs(), lineage: { ...rest.lineage, runId: null, parent: null, importedFrom: `v${number} of a file` },
    }, artifact);
    this.models = [...this.models, imported];
    this.#shell.announce(`Imported as v${imported.number}`);
    this.arrived();
    return imported;
  }

  /** Whether a version can predict here: fails as a deployment of it would, and leaves who is live alone. */
  tryOut({ number, signature, reference: { embedding } }: ModelVersion, artifact: NetworkArtifact): Promise<void> {
    return this.#turns.take(async () => {
      const { serving } = this.#services;
      await this.#compute.ensure();
      await serving.call('prepare', { version: number, signature, artifact, ...(embedding === undefined ? {} : { embedding }) });
      await serving.call('letGo', { version: number });
    });
  }

  /** Has the version warmed up and the line held for it. Answers the first event that it would predict. */
  async #prepare(version: ModelVersion): Promise<number> {
    const { storage, serving } = this.#services;
    await this.#compute.ensure();
    const artifact = await storage.models.artifact(version.number);
    if (!artifact || (await artifactChecksum(artifact)) !== version.checksum) throw new OrchardError('storage-corrupt', `network of v${version.number}`);
    const { embedding } = version.reference;
    const { fromIndex } = await serving.call('prepare', { version: version.number, signature: version.signature, artifact, ...(embedding === undefined ? {} : { embedding }) });
    // With nothing on its way the serving worker does not know where the line stands.
    return Math.max(fromIndex, this.target?.now ?? 0);
  }

  async #takeOver(version: ModelVersion, deployment: Deployment | null, fromIndex: number): Promise<void> {
    const { monitor, serving } = this.#services;
    await monitor.call('setVersion', watchVersion(version)).catch((error: unknown) => this.#untold(error));
    if (deployment) await this.#tellDeployment(deployment);
    const id = deployment?.id ?? 0;
    await serving.call('takeOver', { version: version.number, deployment: id });
    this.#served = { version: version.number, deployment: id };
    this.broken = null;
    this.#shell.settle('model-failed');
    await this.target?.deployed(version, fromIndex);
  }

  async #tellDeployment({ id, ...deployment }: Deployment): Promise<void> {
    await this.#services.monitor.call('setDeployment', { id, ...rolesOf(deployment) }).catch((error: unknown) => this.#untold(error));
  }

  /** A monitor that died meanwhile is told when it is set up again. */
  #untold(error: unknown): void {
    if (codeOf(error) !== 'worker-died') this.#shell.report(error, 'monitor');
  }

  #replace(version: ModelVersion): void {
    this.models = this.models.map((model) => (model.number === version.number ? version : model));
  }
}

function sizeOf({ topology, weightData }: NetworkArtifact): number {
  return weightData.byteLength + JSON.stringify(topology).length;
}
