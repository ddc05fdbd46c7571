import type { DataSetVersion } from '../domain/data/dataset/dataset.ts';
import { codeOf, OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import { plainName } from '../domain/common/isolated.ts';
import { isDecided, type Alias, type Deployment } from '../domain/delivery/deployment.ts';
import { artifactBytes, type ModelVersion, type NetworkArtifact } from '../domain/registry/version.ts';
import { recipeName } from '../domain/learning/recipes/names.ts';
import { liveVersion, toldOf } from '../domain/delivery/roles.ts';
import type { Route } from '../domain/delivery/route.ts';
import { LAG_EVENTS, type RolloutAct } from '../domain/rollout/rollout-record.ts';
import { servedModel, servedTrial, standingOf, type DeployTarget, type TrainedRun, type Trial } from './deploying.ts';
import { PolicyEvents } from './policy-events.svelte.ts';
import { watchVersion } from './watch-version.ts';
import { artifactChecksum } from '../storage/checksum.ts';
import type { Compute } from './compute.svelte.ts';
import type { JsonValue } from '../storage/index.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';
import { Turns } from './turns.ts';

/** Registered versions, their aliases, and who is live. */
export class Registry {
  models = $state.raw<readonly ModelVersion[]>([]);
  aliases = $state.raw<Partial<Record<Alias, number>>>({});
  deployments = $state.raw<readonly Deployment[]>([]);
  readonly policies: PolicyEvents;
  deploying = $state(false);
  /** The live version that broke while predicting, and why; null while all is well. */
  broken = $state.raw<{ version: number; code: ErrorCode } | null>(null);

  #byNumber = $derived(new Map(this.models.map((model) => [model.number, model])));
  /** Which version predicts on the line. */
  live = $derived(this.#byNumber.get(liveVersion(this.deployments, this.aliases, (version) => this.#byNumber.has(version)) ?? NaN) ?? null);
  newest = $derived(this.models.at(-1) ?? null);
  /** The version under trial; null while there is none. */
  trial = $derived(this.deployments.at(-1)?.challenger ?? null);

  /** Set by the line. */
  target: DeployTarget | null = null;
  /** Called when there is a version more. */
  arrived: () => void = () => {};

  readonly #services: Services;
  readonly #shell: Shell;
  readonly #compute: Compute;
  readonly #turns = new Turns();
  /** The version that the serving worker was given last, the deployment that it predicts under, and whether that was decided for an event that may lie ahead. */
  #served: { version: number; deployment: number; challenger: number | null; isDecided: boolean } | null = null;
  #wish: { number: number; done: Promise<Deployment> } | null = null;

  constructor(services: Services, shell: Shell, compute: Compute) {
    this.#services = services;
    this.#shell = shell;
    this.#compute = compute;
    this.policies = new PolicyEvents(services);
  }

  async open(): Promise<void> {
    const { storage } = this.#services;
    [this.models, this.aliases, this.deployments] = await Promise.all([storage.models.list(), storage.aliases.all(), storage.deployments.list(), this.policies.read()]);
  }

  /** Stores a deployment that was decided for an event ahead, with what the event log is told beside, and has serving ready for it. Within a turn. */
  async decide(deployment: Omit<Deployment, 'id' | 'atMs'>, told: { [name: string]: JsonValue }): Promise<void> {
    const committed = await this.#services.storage.deployments.commit({ ...deployment, atMs: this.#services.nowMs() }, told);
    this.#follow(committed);
    await this.#redirect(committed.deployment);
  }

  /** Has the monitor hear again what the event log tells of policies, and serving what is decided. */
  retell(): Promise<void> {
    return this.turn(async () => {
      const { later } = await standingOf(this.#services, this.deployments);
      for (const deployment of later) await this.#redirect(deployment);
      await this.policies.pass();
    });
  }

  /** Does something at an event that no version has predicted yet: the line is held between two fruits meanwhile. */
  atNext<T>(work: (index: number) => Promise<T>): Promise<T> {
    return this.turn(async () => {
      const { serving } = this.#services;
      const held = this.live && this.#served && !this.broken ? await serving.call('hold', undefined) : null;
      try {
        return await work(Math.max(held?.fromIndex ?? 0, this.target?.now ?? 0));
      } finally {
        if (held) await serving.call('letGo', { version: held.version }).catch(() => undefined);
      }
    });
  }

  get(number: number): ModelVersion {
    const version = this.models.find((model) => model.number === number);
    if (!version) throw new OrchardError('model-unknown', `v${number}`);
    return version;
  }

  async register({ run, output, parent }: TrainedRun, dataSet: DataSetVersion | null, renewal?: string): Promise<ModelVersion> {
    const { storage, nowMs, appVersion } = this.#services;
    const { signature, artifact, metrics, reference } = output;
    const version = await storage.models.add({
      name: recipeName(run.recipe.kind), notes: '', recipe: run.recipe, signature, metrics, reference,
      lineage: {
        runId: run.id, dataSetVersion: run.dataSetVersion, dataSetHash: dataSet?.contentHash ?? null, backend: run.backend, appVersion,
        parent, ...(renewal === undefined ? {} : { renewal }),
      },
      createdMs: nowMs(), sizeBytes: artifactBytes(artifact), checksum: await artifactChecksum(artifact),
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
    const done = this.turn(() => this.#deploy(number, reason));
    const wish = (this.#wish = { number, done });
    const forget = (): void => { if (this.#wish === wish) this.#wish = null; };
    done.then(forget, forget);
    return done;
  }

  /** Puts a version under trial beside the live one, as whole as a deployment. Fails with `nothing-deployed` when none is live. */
  try(trial: Trial): Promise<Deployment> {
    return this.turn(() => {
      if (!this.live) throw new OrchardError('nothing-deployed');
      return this.#deploy(this.live.number, 'rollout', trial);
    });
  }

  /**
   * Another deployment of the versions that predict already: what a rollout does. By hand (`from` null) the line is held between two fruits, the deployment is stored, and only then it
   * counts; what was decided counts from event `from`, and is done once however often it is asked for.
   */
  reroute(act: RolloutAct, from: number | null): Promise<Deployment> {
    return this.turn(async () => {
      const { storage, serving, nowMs } = this.#services;
      const before = this.deployments.at(-1);
      if (!before || before.challenger === null) throw new OrchardError('rollout-none');
      const { version, challenger } = before;
      const held = from ?? Math.max((await serving.call('hold', undefined)).fromIndex, this.target?.now ?? 0);
      const ends = act.act === 'promote' || act.act === 'abort';
      const route: Route = ends ? { kind: 'replace' } : act.act === 'setWeight' ? { ...before.route, kind: 'split', weight: act.weight } : before.route;
      const decides = act.act === 'promote' ? challenger : version;
      let committed;
      try {
        committed = await storage.deployments.commit({
          version: decides, challenger: ends ? null : challenger, route, fromIndex: held, atMs: nowMs(), reason: ends ? act.act : 'rollout', replaced: version, rollout: act,
        });
      } catch (error) {
        if (from === null) await serving.call('letGo', { version }).catch(() => undefined);
        throw error;
      }
      const { deployment } = committed;
      this.#follow(committed);
      await this.#redirect(deployment);
      return deployment;
    });
  }

  /** Has versions that predict already do so under another deployment, from its event on. Only then may the line go past that event. */
  async #redirect(deployment: Deployment): Promise<void> {
    const { id, version, challenger, fromIndex, route, rollout, renewal } = deployment;
    if (renewal !== undefined) {
      const [model, tried] = [this.get(version), challenger === null ? null : this.get(challenger)];
      for (const each of [tried, model]) if (each) await this.#services.monitor.call('setVersion', watchVersion(each)).catch((error: unknown) => this.#untold(error));
      const trial = tried ? { trial: await servedTrial(this.#services, tried, route, this.target) } : {};
      await this.#services.serving.call('replaceAt', { ...await servedModel(this.#services, model), ...trial, deployment: id, from: fromIndex });
      this.#served = { version, deployment: id, challenger, isDecided: true };
      return this.#tellDeployment(deployment);
    }
    const to = rollout?.act === 'promote' || rollout?.act === 'abort' ? { kind: rollout.act } : { kind: 'route' as const, route };
    await this.#services.serving.call('reroute', { deployment: id, from: fromIndex, to });
    this.#served = { version, deployment: id, challenger, isDecided: isDecided(deployment) };
    await this.#tellDeployment(deployment);
  }

  /** Runs between two acts of the line, and after those on versions that were asked for before. */
  turn<T>(work: () => Promise<T>): Promise<T> {
    const act = (): Promise<T> => this.#turns.take(work);
    return this.target ? this.target.turn(act) : act();
  }

  /** Takes over what the storage holds now. */
  #follow({ deployment, aliases }: { deployment: Deployment; aliases: Partial<Record<Alias, number>> }): void {
    this.deployments = [...this.deployments.filter(({ id, fromIndex }) => id !== deployment.id && (id > deployment.id || fromIndex <= deployment.fromIndex)), deployment].sort((a, b) => a.id - b.id);
    this.aliases = aliases;
  }

  async #deploy(number: number, reason: Deployment['reason'], trial?: Trial): Promise<Deployment> {
    const version = this.get(number);
    const replaced = this.live?.number ?? null;
    this.deploying = true;
    try {
      const fromIndex = await this.#prepare(version, trial);
      const { storage, nowMs } = this.#services;
      let committed;
      try {
        committed = await storage.deployments.commit({
          version: number, challenger: trial?.challenger ?? null, route: trial?.route ?? { kind: 'replace' }, fromIndex, atMs: nowMs(), reason: replaced === null ? 'first' : reason, replaced,
          ...(trial ? { rollout: trial.rollout } : {}),
        });
      } catch (error) {
        await this.#services.serving.call('letGo', { version: number }).catch(() => undefined);
        throw error;
      }
      const { deployment } = committed;
      this.#follow(committed);
      await this.#takeOver(version, deployment, fromIndex);
      if (trial) return deployment;
      if (replaced !== null && replaced !== number) this.#shell.offerUndo(`Deployed v${number}`, () => this.deploy(replaced, 'rollback'));
      else this.#shell.announce(`v${number} is live`);
      return deployment;
    } finally {
      this.deploying = false;
    }
  }

  /** The live version broke while predicting: the line stands until one is deployed, itself again for instance. */
  broke(version: number, code: ErrorCode): void {
    if (this.#served?.version !== version && this.live?.number !== version) return;
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
        const { inForce, later } = await standingOf(this.#services, this.deployments);
        const version = this.#byNumber.get(inForce?.version ?? NaN) ?? live;
        const trial = inForce && this.#byNumber.has(inForce.challenger ?? NaN) ? { challenger: inForce.challenger!, route: inForce.route } : undefined;
        await this.#takeOver(version, inForce, await this.#prepare(version, trial));
        for (const deployment of later) await this.#redirect(deployment);
      } catch (error) {
        // No version predicts then, and whoever waits for fruit is to hear of it. After a death it is tried again.
        if (codeOf(error) !== 'worker-died') this.broken = { version: live.number, code: codeOf(error) };
        throw error;
      }
    });
  }

  /** Fruit of the log was lost and is predicted again: as at its event, where a rollout has changed something since. */
  async realign(): Promise<void> {
    const newest = this.deployments.at(-1);
    if (newest && isDecided(newest)) await this.restore();
  }

  /** The line's record is another: who is live then goes on predicting, under the deployment that the record tells of. */
  async followRecord(): Promise<void> {
    const [served, deployment] = [this.#served, this.deployments.at(-1)];
    if (!served || !this.live) return;
    if (served.version !== this.live.number || served.challenger !== this.trial || this.trial !== null || served.isDecided || (deployment && isDecided(deployment))) return this.restore();
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
    if (this.trial === number) throw new OrchardError('model-on-trial', `v${number}`);
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

  /** Registers a version that comes from elsewhere under the next number. */
  async receive(version: Omit<ModelVersion, 'number'>, artifact: NetworkArtifact): Promise<ModelVersion> {
    const imported = await this.#services.storage.models.add(version, artifact);
    this.models = [...this.models, imported];
    this.#shell.announce(`Imported as v${imported.number}`);
    this.arrived();
    return imported;
  }

  /** Whether a version can predict here: fails as a deployment of it would, and leaves who is live alone. */
  tryOut({ number, signature, reference: { embedding } }: Pick<ModelVersion, 'number' | 'signature' | 'reference'>, artifact: NetworkArtifact): Promise<void> {
    return this.#turns.take(async () => {
      const { serving } = this.#services;
      await this.#compute.ensure();
      await serving.call('prepare', { version: number, signature, artifact, ...(embedding === undefined ? {} : { embedding }) });
      await serving.call('letGo', { version: number });
    });
  }

  /** Has the version warmed up and the line held for it. Answers the first event that it would predict. */
  async #prepare(version: ModelVersion, trial?: Pick<Trial, 'challenger' | 'route'>): Promise<number> {
    await this.#compute.ensure();
    const tried = trial && await servedTrial(this.#services, this.get(trial.challenger), trial.route, this.target);
    const { fromIndex } = await this.#services.serving.call('prepare', { ...await servedModel(this.#services, version), ...(tried ? { trial: tried } : {}) });
    // With nothing on its way the serving worker does not know where the line stands.
    return Math.max(fromIndex, this.target?.now ?? 0);
  }

  async #takeOver(version: ModelVersion, deployment: Deployment | null, fromIndex: number): Promise<void> {
    const { monitor, serving } = this.#services;
    const challenger = deployment?.challenger ?? null;
    const tried = this.#byNumber.get(challenger ?? NaN);
    if (tried) await monitor.call('setVersion', watchVersion(tried)).catch((error: unknown) => this.#untold(error));
    await monitor.call('setVersion', watchVersion(version)).catch((error: unknown) => this.#untold(error));
    if (deployment) await this.#tellDeployment(deployment);
    const id = deployment?.id ?? 0;
    await serving.call('takeOver', { version: version.number, deployment: id, ...(challenger === null ? {} : { until: fromIndex + LAG_EVENTS }) });
    this.#served = { version: version.number, deployment: id, challenger, isDecided: false };
    this.broken = null;
    this.#shell.settle('model-failed');
    await this.target?.deployed(version, fromIndex);
  }

  async #tellDeployment(deployment: Deployment): Promise<void> {
    await this.#services.monitor.call('setDeployment', toldOf(deployment)).catch((error: unknown) => this.#untold(error));
  }

  /** A monitor that died meanwhile is told when it is set up again. */
  #untold(error: unknown): void {
    if (codeOf(error) !== 'worker-died') this.#shell.report(error, 'monitor');
  }

  #replace(version: ModelVersion): void {
    this.models = this.models.map((model) => (model.number === version.number ? version : model));
  }
}
