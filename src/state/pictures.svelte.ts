import type { LineFruit } from '../domain/data/dataset/dataset.ts';
import type { Scene } from '../domain/world/drift/presets.ts';
import { scenarioAt } from '../domain/world/drift/revisions.ts';
import type { Scenario } from '../domain/world/drift/scenario.ts';
import type { Fruit } from '../domain/world/orchard/fruit.ts';
import type { Seeing } from '../domain/world/orchard/seeing.ts';
import type { Picture } from '../domain/common/picture.ts';
import { concealedEvent } from '../domain/world/share/seal.ts';
import type { LineEvent } from '../domain/world/stream/event.ts';
import type { KeptFrame } from '../../workers/protocol/photos.ts';
import { codeOf } from '../domain/common/errors.ts';
import { Film } from './film.ts';
import type { Services } from './services.ts';

/** An event drawn again. `fruit`: whose photograph the picture is, which is another's while the camera's frame is frozen. */
export interface DrawnEvent {
  picture: Picture;
  event: LineEvent;
  fruit: LineFruit;
}

/** Thumbnails that are held as object URLs at most. */
const MOST_URLS = 2000;

/** Pictures for the screens: thumbnails of samples, events drawn again, sprites. */
export class Pictures {
  /** Frames of a camera that were kept, of those that are asked for. */
  keptFrames: (indices: readonly number[]) => KeptFrame[] = () => [];
  readonly #services: Services;
  /** Insertion order is order of use. */
  readonly #urls = new Map<string, string>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** Object URLs of samples' thumbnails; a sample without one is left out. They stay valid while they are among the newest asked for. */
  async thumbnails(ids: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const missing: string[] = [];
    for (const id of ids) {
      const url = this.#urls.get(id);
      if (url === undefined) missing.push(id);
      else {
        this.#urls.delete(id);
        this.#urls.set(id, url);
        found.set(id, url);
      }
    }
    if (missing.length > 0) {
      for (const [id, blob] of await this.#services.storage.samples.thumbnails(missing)) {
        const url = URL.createObjectURL(blob);
        this.#urls.set(id, url);
        found.set(id, url);
      }
      this.#trim();
    }
    return found;
  }

  /** A sample's picture itself; null when it is not stored. */
  picture(id: string): Promise<Blob | null> {
    return this.#services.storage.samples.blob(id);
  }

  /** Sprites for belt and plates, each as a camera of its seeing takes it, or all clear. */
  sprites(fruits: Fruit[], size: number, seeings: Seeing[] = []): Promise<Picture[]> {
    return this.#services.orchard.call('sprites', { fruits, size, seeings }, { isRepeatable: true });
  }

  /** Fruits as their worlds photograph them: the pictures of a story. */
  scenes(scenes: Scene[], size: number): Promise<Picture[]> {
    return this.#services.orchard.call('scenes', { scenes, size }, { isRepeatable: true });
  }

  /** Events of one scenario, drawn again. Throws `set-unknown` where they are photographs that are not stored, `frame-not-kept` where they are frames of a camera that are gone. */
  async render(given: Scenario, indices: number[], size: number): Promise<{ pictures: Picture[]; events: LineEvent[] }> {
    const { orchard, storage } = this.#services;
    const scenario = given.source?.kind === 'photos' && given.source.outlines.length === 0 ? await (await import('./photo-files.ts')).withKnownSets(storage, given) : given;
    const draw = () => orchard.call('render', { scenario, indices, size }, { isRepeatable: true });
    if (!scenario.source) return draw();
    try {
      return await draw();
    } catch (error) {
      // A worker that was just started, or a tab that only looks on, has not been given them.
      if (codeOf(error) === 'frame-not-kept') {
        const frames = this.keptFrames(indices);
        if (frames.length === 0) throw error;
        await orchard.call('shelveFrames', { frames }, { isRepeatable: true });
        return draw();
      }
      if (codeOf(error) !== 'set-unknown') throw error;
      const { setsOfRevisions, shelve } = await import('./photo-files.ts');
      await shelve(this.#services, setsOfRevisions([{ from: 0, scenario }]));
      return draw();
    }
  }

  /** Events of the line, each under the scenario that was in force, in the order asked for. */
  async ofLine(film: Film, indices: readonly number[], size: number): Promise<DrawnEvent[]> {
    const revisions = Film.revisionsOf(film);
    const byScenario = new Map<Scenario, number[]>();
    for (const index of indices) {
      const scenario = scenarioAt(revisions, index);
      byScenario.set(scenario, [...(byScenario.get(scenario) ?? []), index]);
    }
    const drawn = new Map<number, DrawnEvent>();
    for (const [scenario, wanted] of byScenario) {
      const { pictures, events } = await this.render(scenario, wanted, size);
      wanted.forEach((index, i) => drawn.set(index, { picture: pictures[i]!, event: concealedEvent(events[i]!, scenario), fruit: { seed: scenario.seed, index: events[i]!.pictureIndex } }));
    }
    return indices.map((index) => drawn.get(index)!);
  }

  /** As `ofLine`, by event, without the frames of a camera that were not kept. */
  async keptOfLine(film: Film, indices: readonly number[], size: number): Promise<Map<number, DrawnEvent>> {
    try {
      const drawn = await this.ofLine(film, indices, size);
      return new Map(drawn.map((each, i) => [indices[i]!, each]));
    } catch (error) {
      if (codeOf(error) !== 'frame-not-kept') throw error;
      if (indices.length === 1) return new Map();
      const each = await Promise.all(indices.map((index) => this.keptOfLine(film, [index], size)));
      return new Map(each.flatMap((one) => [...one]));
    }
  }

  #trim(): void {
    for (const [id, url] of this.#urls) {
      if (this.#urls.size <= MOST_URLS) return;
      this.#urls.delete(id);
      URL.revokeObjectURL(url);
    }
  }
}
