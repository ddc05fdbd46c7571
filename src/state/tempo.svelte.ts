import { SCENARIO_DEFAULTS } from '../domain/world/drift/scenario.ts';
import { OrchardError } from '../domain/common/errors.ts';
import type { LineState, TimeLapse } from '../../workers/protocol/orchard.ts';
import type { ServingNotice } from '../../workers/protocol/serving.ts';
import type { Services } from './services.ts';

/** Fruits a second that are watched, or flat out. */
export type LineSpeed = number | 'max';

/** Time lapse that the controls offer, below flat out. */
export const MOST_LAPSE = 100;

/** Notices of a running line come ten times a second at most. */
const NOTICE_S = 0.1;
/** Notices, or photographs, before anything is said of the machine: a page that opens keeps it busy. */
const SETTLED = { notices: 30, photographs: 500 };
/** Notices in a row of a machine that holds the line before it is believed: the rate of photographs looks back a second. */
const HELD_NOTICES = 10;

/** How fast a version is: ms of one fruit alone, and of a fruit of a batch. */
type Pace = Omit<Extract<ServingNotice, { type: 'pace' }>, 'type'>;

/** How fast the line is watched, which makes no queue and is no latency, and how fast model and machine are. */
export class Tempo {
  /** How many times faster than the belt the line is watched. */
  lapse = $state<TimeLapse>(1);
  /** Null before it is measured. */
  pace = $state.raw<Pace | null>(null);
  /** Fruits a second of belt time that the live version keeps up with, one by one; null while unknown. */
  modelPerSecond = $derived(perSecond(this.pace?.serviceMs));
  /** Fruits a second that this machine draws and predicts in batches: as seen while it held the line, else estimated; null while it was not measured for some seconds. */
  machinePerSecond = $derived.by(() => this.#held ?? (this.#settled ? perSecond(Math.max(this.pace?.batchMs ?? NaN, this.#drawMs)) : null));

  /** Photographs a second when the machine last held the line. */
  #held = $state<number | null>(null);
  #drawMs = $state(0);
  #settled = $state(false);
  #ran = { notices: 0, photographs: 0 };
  #heldNotices = 0;
  readonly #services: Pick<Services, 'storage'>;

  constructor(services: Pick<Services, 'storage'>) {
    this.#services = services;
  }

  async open(): Promise<void> {
    const { settings } = this.#services.storage;
    const [lapse, speed] = await Promise.all([settings.get('lapse'), settings.get('speed')]);
    this.lapse = lapse ?? lapseOfSpeed(speed);
  }

  async set(lapse: TimeLapse): Promise<void> {
    if (lapse !== 'max' && !(lapse > 0 && Number.isFinite(lapse))) throw new OrchardError('argument-invalid', 'time lapse');
    await this.#services.storage.settings.set('lapse', lapse);
    this.lapse = lapse;
  }

  receivePace(pace: Pace): void {
    if (pace.version !== this.pace?.version) this.#held = null;
    this.pace = pace;
  }

  receiveStatus({ held, photographsPerSecond, drawMs }: LineState): void {
    this.#drawMs = drawMs;
    if (photographsPerSecond <= 0) return;
    this.#ran.notices += 1;
    this.#ran.photographs += photographsPerSecond * NOTICE_S;
    this.#settled ||= this.#ran.notices >= SETTLED.notices || this.#ran.photographs >= SETTLED.photographs;
    this.#heldNotices = held ? this.#heldNotices + 1 : 0;
    const isBelieved = this.#settled && this.#heldNotices >= HELD_NOTICES;
    if (isBelieved || photographsPerSecond > (this.#held ?? Infinity)) this.#held = photographsPerSecond;
  }
}

/** The time lapse of a project that kept fruits a second, when every belt brought as many as a belt does by default. */
function lapseOfSpeed(speed: LineSpeed | undefined): TimeLapse {
  return typeof speed === 'number' ? Math.min(MOST_LAPSE, Math.max(1, speed / SCENARIO_DEFAULTS.beltSpeed)) : (speed ?? 1);
}

function perSecond(ms: number | undefined): number | null {
  return ms !== undefined && ms > 0 ? 1000 / ms : null;
}
