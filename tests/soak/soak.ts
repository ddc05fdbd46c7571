import { setTimeout as after } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import { CHROMIUM_ARGS } from '../../scripts/chromium.mjs';
import { serve } from '../../scripts/serve.mjs';
import { randomAt, type Random } from '../../src/domain/common/random/random.ts';
import { AWAKE } from '../bench/context.ts';
import { Refused } from '../e2e/harness/orchard.ts';
import { Watch } from '../e2e/harness/watch.ts';
import type { Act, Stage } from './acts/act.ts';
import { ACTS } from './acts/index.ts';
import { prepare } from './acts/models.ts';
import { FAULTS, type Fault } from './faults.ts';
import { allIsWritten, memoryAtRest, patiently, rowsAreWhole, someoneLeads, tabsAgree } from './invariants.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import type { Sample } from './memory.ts';
import { summary } from './summary.ts';
import { count, Gone, Surface } from './surface.ts';
import { Tabs } from './tabs.ts';

export interface SoakOptions {
  /** The folder of the built site. */
  root: string;
  executablePath: string;
  minutes: number;
  seed: number;
  /** Ends it after so many turns. */
  turns: number;
  /** The acts and faults that are drawn; all when empty. */
  only: readonly string[];
  /** Where everything that is done is written. */
  log: string | null;
}

/** How often a fault comes, and how often of these in the middle of an act. */
const FAULT_SHARE = 0.2;
const AMID_SHARE = 0.5;
/** How long after the beginning of an act a fault comes at most, ms. */
const AMID_MS = 600;
/** Turns that a disk stays broken at most. */
const BROKEN_TURNS = 3;
const AGREE_EVERY = 9;
const MEASURE_EVERY_MINUTES = 0.75;
/** More say no more. */
const MOST_FAULTS = 30;
/** Of a page that a fault ended in the middle. */
const TORN = /Failed to load resource|net::ERR_|the page crashed/u;

/** A soak as it was: what was done, and what was found. */
export interface Soaked {
  minutes: number;
  turns: number;
  acts: ReadonlyMap<string, number>;
  faults: ReadonlyMap<string, number>;
  refusals: ReadonlyMap<string, number>;
  calls: number;
  rowsCompared: number;
  mostRows: number;
  samples: readonly Sample[];
  found: readonly string[];
}

/** Does random things with Orchard, and to it, for a time, and looks after each whether all that must hold does. Answers the exit code. */
export async function soak(options: SoakOptions): Promise<number> {
  const names = [...ACTS, ...FAULTS].map(({ name }) => name);
  const unknown = options.only.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`No act or fault is called ${unknown.join(', ')}. There are: ${names.join(', ')}`);
  const server = await serve({ root: options.root });
  const browser = await chromium.launch({ executablePath: options.executablePath, args: [...CHROMIUM_ARGS, ...AWAKE] });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const watch = new Watch(context, new URL(server.url).origin);
    watch.allow(TORN);
    const soaked = await new Soak(options, new Tabs(browser, context, server.url), watch).run();
    const { text, sound } = summary(soaked);
    console.log(`\n${text}\n(seed ${options.seed})`);
    return sound ? 0 : 1;
  } finally {
    await browser.close();
    await server.close();
  }
}

class Soak {
  readonly #options: SoakOptions;
  readonly #tabs: Tabs;
  readonly #watch: Watch;
  readonly #journal: Journal;
  readonly #surface = new Surface((what) => this.#found(what));
  readonly #acts = new Map<string, number>();
  readonly #faults = new Map<string, number>();
  readonly #samples: Sample[] = [];
  readonly #foundOut: string[] = [];
  readonly #stage: Stage;
  #turn = 0;
  #problemsSeen = 0;
  /** What lasts, and the turn at which it ends. */
  #lasting: { until: number; end: () => Promise<void> }[] = [];
  #mostRows = 0;

  constructor(options: SoakOptions, tabs: Tabs, watch: Watch) {
    this.#options = options;
    this.#tabs = tabs;
    this.#watch = watch;
    this.#journal = new Journal(options.log);
    this.#stage = {
      tabs, surface: this.#surface, ledger: new Ledger(), kept: null, retention: Infinity,
      report: (what) => this.#found(what), note: (what) => this.#journal.say(`    ${what}`),
    };
  }

  async run(): Promise<Soaked> {
    const { minutes, turns } = this.#options;
    await this.#tabs.open('#/line');
    await prepare(this.#stage);
    const goesOn = (): boolean => this.#journal.minutes < minutes && this.#turn < turns && this.#foundOut.length < MOST_FAULTS && this.#tabs.browser.isConnected();
    for (; goesOn(); this.#turn += 1) {
      await this.#step('the turn', () => this.#act());
      await this.#step('what lasts', () => this.#endWhatLasts());
      await this.#step('the check', () => this.#check());
    }
    for (const one of this.#lasting) one.until = 0;
    if (this.#tabs.browser.isConnected()) {
      await this.#step('what lasts', () => this.#endWhatLasts());
      await this.#step('the last check', () => this.#check());
    } else this.#found('the browser is gone');
    return {
      minutes: this.#journal.minutes, turns: this.#turn, acts: this.#acts, faults: this.#faults, refusals: this.#surface.refusals,
      calls: [...this.#surface.answered.values()].reduce((sum, calls) => sum + calls, 0), rowsCompared: this.#stage.ledger.compared, mostRows: this.#mostRows,
      samples: this.#samples, found: this.#foundOut,
    };
  }

  /** Something that must come to its end. When it does not, that is found, and the soak goes on in another tab. */
  async #step(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#found(`${what}: ${String(error)}`);
      this.#journal.say('    all tabs are closed');
      await this.#tabs.closeAll();
      this.#journal.say('    another one is opened');
      this.#lasting = [];
      await this.#tabs.open('#/line').catch((again: unknown) => this.#found(`opening again: ${String(again)}`));
    }
  }

  async #act(): Promise<void> {
    const draw = randomAt(this.#options.seed, this.#turn, 0);
    const faulty = draw.bool(FAULT_SHARE);
    const amid = !faulty || draw.bool(AMID_SHARE);
    const act = drawn(draw, this.#allowed(ACTS));
    const fault = drawn(draw, this.#allowed(FAULTS));
    const waitMs = draw.int(AMID_MS);
    const ofFault = randomAt(this.#options.seed, this.#turn, 1);
    const doing = act && (amid || !fault) ? this.#do(act, draw, faulty && fault?.endsTab === true) : Promise.resolve();
    // Heard of below, whatever the fault says first.
    doing.catch(() => {});
    if (fault && (faulty || !act)) {
      if (amid && act) await after(waitMs);
      await this.#suffer(fault, ofFault);
    }
    await doing;
  }

  async #do(act: Act, draw: Random, mayGo: boolean): Promise<void> {
    count(this.#acts, act.name);
    this.#journal.say(`${this.#turn}  ${act.name}`);
    try {
      await act.run(this.#stage, draw);
    } catch (error) {
      this.#journal.say(`    ${act.name}: ${String(error)}`);
      // A call that is refused, and a tab that is made to go, are as they should be.
      if (!(error instanceof Refused) && !(mayGo && error instanceof Gone)) throw error;
    }
  }

  async #suffer(fault: Fault, draw: Random): Promise<void> {
    count(this.#faults, fault.name);
    this.#journal.say(`${this.#turn}  ! ${fault.name}`);
    const end = await fault.run(this.#stage, draw);
    if (end) this.#lasting.push({ until: this.#turn + 1 + draw.int(BROKEN_TURNS), end });
    if (this.#tabs.count === 0) await this.#tabs.open('#/line');
    if (fault.endsTab) await someoneLeads(this.#stage);
  }

  async #endWhatLasts(): Promise<void> {
    const over = this.#lasting.filter(({ until }) => until <= this.#turn);
    if (over.length === 0) return;
    this.#lasting = this.#lasting.filter((one) => !over.includes(one));
    for (const { end } of over) await end();
    this.#journal.say('    the disk is whole again');
    if (this.#lasting.length === 0) await allIsWritten(this.#stage);
  }

  async #check(): Promise<void> {
    await someoneLeads(this.#stage);
    this.#mostRows = Math.max(this.#mostRows, await rowsAreWhole(this.#stage));
    for (const problem of this.#watch.problems.slice(this.#problemsSeen)) this.#found(problem);
    this.#problemsSeen = this.#watch.problems.length;
    if (this.#lasting.length === 0) {
      if (this.#tabs.count > 1 && this.#turn % AGREE_EVERY === 0) await tabsAgree(this.#stage);
      const minute = this.#journal.minutes;
      if (minute - (this.#samples.at(-1)?.minute ?? 0) > MEASURE_EVERY_MINUTES) {
        const sample = await memoryAtRest(this.#stage, minute);
        this.#samples.push(sample);
        console.log(`${minute.toFixed(1)} min, turn ${this.#turn}: heap ${sample.heapMb.toFixed(1)} MB${sample.processMb === null ? '' : `, process ${sample.processMb.toFixed(0)} MB`}, ${this.#foundOut.length} found`);
      }
      await this.#liveAgain();
    }
  }

  /** After a reset, and after an import of what had no live version, there is nothing to soak until there is one. */
  async #liveAgain(): Promise<void> {
    const { surface } = this.#stage;
    const models = await patiently(this.#stage, 'models.list', () => surface.call<unknown[]>(this.#tabs.leader, 'models.list'));
    if (models.length === 0 && randomAt(this.#options.seed, this.#turn, 2).bool(0.3)) await prepare(this.#stage).catch((error: unknown) => { if (!(error instanceof Refused)) throw error; });
  }

  #allowed<T extends { name: string }>(all: readonly T[]): readonly T[] {
    const { only } = this.#options;
    return only.length === 0 ? all : all.filter(({ name }) => only.includes(name));
  }

  #found(what: string): void {
    const text = `turn ${this.#turn}: ${what}`;
    this.#foundOut.push(text);
    const { seed, only } = this.#options;
    this.#journal.say(`✗ ${text}`);
    console.log(`\n✗ ${text}\n  again: npm run soak -- --seed ${seed} --turns ${this.#turn + 1}${only.length === 0 ? '' : ` --only ${only.join(',')}`}\n${this.#journal.newest}\n`);
  }
}

function drawn<T extends { weight: number }>(draw: Random, all: readonly T[]): T | null {
  return all.length === 0 ? null : all[draw.pick(all.map(({ weight }) => weight))]!;
}
