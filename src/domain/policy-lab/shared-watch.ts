import type { LabLine } from './lab-line.ts';
import type { Standing } from '../watch/policy-standing.ts';
import { LabWatch } from './lab-watch.ts';
import type { LabModels, LabVersion } from './models.ts';
import type { WatchNeed } from './watch-need.ts';

/** A version from the event on that it is the first to predict. */
interface TakeOver {
  readonly at: number;
  readonly version: LabVersion;
}

/** The watch under one sequence of takeovers, and the policies that have decided so. */
interface Heard {
  readonly watch: LabWatch;
  holders: number;
  /** Events that it has taken, and how the line stood then. */
  at: number;
  standing: Standing | null;
}

/** The watch as one policy hears it. */
export interface WatchedCourse {
  /** How the line stands once events `from` to `to` − 1 have been predicted; stretches follow each other. */
  hear(from: number, to: number): Standing;
  /** Another version predicts from event `at` on, which comes next. */
  takeOver(at: number, version: LabVersion): void;
}

/**
 * The watch of one line for all policies that need the same of it: as long as they have decided the same they hear the same, which is worked out once. They are to go on side by side, the one
 * that is furthest behind first; one that is not where the others are goes through its line again.
 */
export class SharedWatch {
  readonly #line: LabLine;
  readonly #models: LabModels;
  readonly #need: WatchNeed;
  readonly #heard = new Map<string, Heard>();

  constructor(line: LabLine, models: LabModels, need: WatchNeed) {
    this.#line = line;
    this.#models = models;
    this.#need = need;
  }

  /** A line on which `first` predicts from the beginning. */
  open(first: LabVersion): WatchedCourse {
    let takeOvers: readonly TakeOver[] = [{ at: 0, version: first }];
    let heard = this.#join(takeOvers, 0, () => this.#played(takeOvers, 0));
    return {
      hear: (from, to) => {
        if (heard.at === to && heard.standing) return heard.standing;
        if (heard.at !== from) {
          heard.holders -= 1;
          heard = { watch: this.#played(takeOvers, from), holders: 1, at: from, standing: null };
        }
        this.#play(heard.watch, takeOvers, from, to);
        heard.at = to;
        return (heard.standing = heard.watch.standing(takeOvers.at(-1)!.version.number));
      },
      takeOver: (at, version) => {
        const before = heard;
        takeOvers = [...takeOvers, { at, version }];
        before.holders -= 1;
        heard = this.#join(takeOvers, at, () => (before.holders === 0 ? before.watch : new LabWatch(this.#line, this.#need, before.watch.snapshot())));
      },
    };
  }

  /** What is heard under these takeovers, where somebody is at this event; else begins to hear it. */
  #join(takeOvers: readonly TakeOver[], at: number, begin: () => LabWatch): Heard {
    const key = takeOvers.map((each) => `${each.at}:${each.version.number}:${each.version.model.id}`).join();
    let heard = this.#heard.get(key);
    if (heard?.at !== at || heard.holders === 0) this.#heard.set(key, heard = { watch: begin(), holders: 0, at, standing: null });
    heard.holders += 1;
    return heard;
  }

  /** A watch that has taken all events before `at`. */
  #played(takeOvers: readonly TakeOver[], at: number): LabWatch {
    const watch = new LabWatch(this.#line, this.#need);
    this.#play(watch, takeOvers, 0, at);
    return watch;
  }

  /** Has a watch take the predictions of events `from` to `to` − 1. */
  #play(watch: LabWatch, takeOvers: readonly TakeOver[], from: number, to: number): void {
    takeOvers.forEach(({ at, version: { number, accuracy, model } }, i) => {
      const [begin, end] = [Math.max(from, at), Math.min(to, takeOvers[i + 1]?.at ?? to)];
      if (begin >= end) return;
      watch.setVersion(number, accuracy);
      watch.take(begin, end, number, this.#models.scores(model, Int32Array.from({ length: end - begin }, (_, row) => begin + row)));
    });
  }
}
