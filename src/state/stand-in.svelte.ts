import { argMax } from '../domain/learning/evaluation/classification.ts';
import { DRAWN_FRUITS } from '../domain/monitoring/monitors/reference-state.ts';
import type { World } from '../domain/world/orchard/world.ts';
import { drawnRows } from '../domain/registry/drawn-rows.ts';
import type { ModelVersion } from '../domain/registry/version.ts';
import type { Concerns } from './concerns.ts';
import { Film } from './film.ts';

/** Set apart from the seeds that fruit for the data set is picked by: what a model has learnt by heart tells nothing of a line. */
const STAND_IN_SEED = 2 ** 39;

/**
 * Draws what stands in for a reference that is not at rest: fruit of the world that the line began with, predicted by the live version, where it is like
 * the pictures that this version learned from.
 */
export class StandInDrawing {
  readonly #app: Concerns;
  /** What was drawn last; `rows` null where that world is not the one that the data came from. */
  #drawn: { version: number; world: string; rows: string | null } | null = null;
  #drawing: Promise<void> | null = null;

  constructor(app: Concerns) {
    this.#app = app;
  }

  /** Draws where that is due, once for a version and a world. */
  ensure(): Promise<void> {
    this.#drawing ??= this.#ensure().catch((error: unknown) => {
      this.#app.shell.report(error, 'monitor');
    }).finally(() => { this.#drawing = null; });
    return this.#drawing;
  }

  async #ensure(): Promise<void> {
    const { line: { reference, film }, registry: { live }, shell, services } = this.#app;
    if (!shell.leading || !live || reference.kind !== 'not-at-rest' || reference.standIns.includes('drawn')) return;
    const { world } = Film.revisionsOf(film)[0]!.scenario;
    const key = JSON.stringify(world);
    if (this.#drawn?.version !== live.number || this.#drawn.world !== key) {
      // One that failed is told of once.
      this.#drawn = { version: live.number, world: key, rows: null };
      this.#drawn = { ...this.#drawn, rows: await this.#predicted(live, world) };
    }
    if (this.#drawn.rows !== null && this.#app.registry.live?.number === live.number) await services.monitor.call('setDrawn', { version: live.number, rows: this.#drawn.rows });
  }

  async #predicted(live: ModelVersion, world: World): Promise<string | null> {
    const { services: { orchard, trainer, storage }, data, compute } = this.#app;
    const trained = data.versions.find(({ number }) => number === live.lineage.dataSetVersion)?.samples.filter(({ split }) => split === 'train').length ?? 0;
    const artifact = await storage.models.artifact(live.number);
    if (trained === 0 || !artifact) return null;
    const { number: version, reference } = live;
    const signature = $state.snapshot(live.signature) as ModelVersion['signature'];
    const { labels, inputSize: size } = signature;
    const fruit = await orchard.call('pick', { world: $state.snapshot(world) as World, count: DRAWN_FRUITS, seed: STAND_IN_SEED, size }, { isRepeatable: true });
    await compute.ensure();
    const { scores, features, featureNames } = await trainer.call('predict', {
      version, signature, artifact, pictures: fruit.map(({ picture }) => picture), ...(reference.embedding === undefined ? {} : { embedding: reference.embedding }),
    }, { isRepeatable: true });
    const predicted = fruit.map((_, row) => argMax(scores, row * labels.length, labels.length));
    return drawnRows({ labels, predicted, scores, features, featureNames }, reference, trained);
  }
}
