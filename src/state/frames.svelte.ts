import { counted } from '../domain/common/counted.ts';
import { OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import { spelledIn, withLabels } from '../domain/data/dataset/label.ts';
import { KEEP_RULE, keptBecause, readKeepRule, type KeepRule } from '../domain/data/dataset/kept-frames.ts';
import type { JsonValue } from '../storage/index.ts';
import type { BeltItem, LineSnapshot } from '../../workers/protocol/monitor.ts';
import type { DataState } from './data.svelte.ts';
import type { FrameFeed, FrameTaker } from './frame-feed.ts';
import type { Rejection } from './intake.ts';
import { KeptFrames, type Frame } from './kept-frames.ts';
import type { Line, LineFrames } from './line.svelte.ts';
import type { Pictures } from './pictures.svelte.ts';
import type { Registry } from './registry.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';
import { Turns } from './turns.ts';

const QUALITY = 0.9;
const BYTES_PER_MEGABYTE = 1_000_000;
/** Side of a frame while nothing is deployed, pixels. */
const IDLE_SIZE_PX = 128;
/** The frame rate looks back this far, ms. */
const RATE_MS = 2000;

/** What of the app frames go by. */
interface Holder {
  readonly shell: Shell;
  readonly line: Line;
  readonly data: DataState;
  readonly registry: Registry;
  readonly pictures: Pictures;
}

/** A line that runs on a camera: the frames that come, those that are kept, and what somebody says of them. */
export class Frames implements LineFrames {
  /** The camera is on for the line. */
  on = $state(false);
  /** Frames a second that became events, over the last two seconds. */
  perSecond = $state(0);
  /** Since the camera was turned on: frames that became events, and frames that were due and did not, since the model was behind. */
  taken = $state(0);
  dropped = $state(0);
  /** The tab is hidden, so that no frames come. */
  hidden = $state(false);
  /** The camera's picture changed its size while the line ran: what it is now, pixels. */
  resized = $state.raw<{ width: number; height: number } | null>(null);
  /** Why the camera went off by itself. */
  code = $state<ErrorCode | null>(null);
  rule = $state.raw<KeepRule>(KEEP_RULE);
  /** Frames of which something is kept, oldest first. */
  kept = $state.raw<readonly Frame[]>([]);

  feed: FrameFeed;
  readonly #services: Services;
  readonly #app: Holder;
  readonly #frames = new KeptFrames();
  readonly #turns = new Turns();
  #end: (() => void) | null = null;
  #beginning: Promise<void> | null = null;
  /** When frames became events, ms. */
  #times: number[] = [];
  /** The newest event of which it was asked whether it is to be kept. */
  #asked = -1;

  constructor(services: Services, app: Holder, feed: FrameFeed) {
    this.#services = services;
    this.#app = app;
    this.feed = feed;
    app.line.frames = this;
    app.pictures.keptFrames = (indices) => indices.flatMap((index) => {
      const file = this.#frames.get(index)?.file;
      return file ? [{ index, file }] : [];
    });
  }

  async open(): Promise<void> {
    this.rule = readKeepRule(await this.#services.storage.settings.get('frames')) ?? KEEP_RULE;
  }

  /** Turns the camera on for the line. Throws what the camera cannot be opened for. */
  begin(): Promise<void> {
    if (this.#end) return Promise.resolve();
    this.#beginning ??= this.#begin().finally(() => { this.#beginning = null; });
    return this.#beginning;
  }

  async #begin(): Promise<void> {
    [this.code, this.resized, this.taken, this.dropped, this.#times] = [null, null, 0, 0, []];
    const { line, registry } = this.#app;
    const taker: FrameTaker = {
      perSecond: () => line.beltSpeed,
      sizePx: () => registry.live?.signature.inputSize ?? IDLE_SIZE_PX,
      take: async (frame) => {
        const isPicture = 'data' in frame;
        const { index } = await this.#services.orchard.call('frame', isPicture ? { picture: frame } : { bitmap: frame }, { transfer: [isPicture ? frame.data.buffer : frame] });
        if (index !== null) this.#tick();
        return index !== null;
      },
      // Frames that come while the line stands for a moment are nobody's fault.
      dropped: () => { if (line.playing && this.on) this.dropped += 1; },
      hidden: (hidden) => { this.hidden = hidden; },
      resized: (width, height) => {
        this.resized = { width, height };
        this.#app.shell.announce(`The camera’s picture is now ${width} by ${height} pixels; the square in its middle is judged as before`);
      },
      lost: (code) => {
        this.code = code;
        this.end();
        this.#app.shell.report({ code }, 'line', () => line.play());
        void line.pause().catch((error: unknown) => this.#app.shell.report(error, 'line'));
      },
    };
    const end = await this.feed.begin(taker);
    this.#end = end;
    this.on = true;
    this.#app.shell.announce('The camera is on. No picture leaves this computer');
  }

  /** Turns it off. */
  end(): void {
    this.#end?.();
    this.#end = null;
    [this.on, this.hidden, this.perSecond] = [false, false, 0];
  }

  /** The line was opened, or has been made to stand before an event: it runs on when somebody says so. */
  async stood(index: number): Promise<void> {
    this.end();
    this.#asked = index - 1;
    this.#frames.follow(await this.#services.storage.log.aside(), index);
    this.#show();
  }

  /** Keeps what the rule says of the newest predictions. */
  receive({ belt }: LineSnapshot): void {
    if (!this.on && !this.#app.line.onCamera) return;
    const fresh = belt.filter(({ index }) => index > this.#asked);
    if (fresh.length === 0) return;
    this.#asked = fresh.at(-1)!.index;
    const wanted = fresh.flatMap((item) => {
      const because = keptBecause(this.rule, item.index, confidenceOf(item));
      return because ? [{ index: item.index, because }] : [];
    });
    if (wanted.length > 0) void this.#keep(wanted).catch((error: unknown) => this.#app.shell.report(error, 'line'));
  }

  /** Sets which frames are kept. Throws `argument-invalid`. */
  async setRule(change: Partial<KeepRule>): Promise<void> {
    const rule = readKeepRule(change, this.rule);
    if (!rule) throw new OrchardError('argument-invalid', 'which frames are kept');
    await this.#services.storage.settings.set('frames', { ...rule } as unknown as JsonValue);
    this.rule = rule;
    this.#frames.trim(rule.mostMegabytes * BYTES_PER_MEGABYTE);
    this.#show();
  }

  /**
   * Says what a frame shows: a label of the version that predicted it, or null for none of them. The truth arrives when it is due, as every other. Answers the event after the last whose truth
   * is due. Throws `truth-late`, `label-unknown`, `index-out-of-range`; `argument-invalid` on another kind of line.
   */
  judge(index: number, label: string | null): Promise<{ knownTo: number }> {
    return this.#turns.take(async () => {
      if (!this.#app.line.onCamera) throw new OrchardError('argument-invalid', 'only what a camera shows is judged by hand');
      const told = await this.#services.monitor.call('tellTruths', { truths: [{ index, label }] });
      const held = this.#frames.get(index);
      if (!held?.file) await this.#keep([{ index, because: 'judged' }]);
      const file = this.#frames.get(index)?.file ?? null;
      this.#frames.put({ index, file, because: 'judged', takenMs: this.#frames.get(index)?.takenMs ?? this.#services.nowMs(), label });
      this.#show();
      return told;
    });
  }

  /** Frames that somebody judged, that are kept as pictures, and that are one of the labels. */
  get judged(): readonly (Frame & { file: Blob; label: string })[] {
    return this.kept.filter((frame): frame is Frame & { file: Blob; label: string } => frame.file !== null && typeof frame.label === 'string');
  }

  /** Takes the judged frames into the data set, each under the label that it was given. Throws `desk-empty` where there are none. */
  async takeJudged(): Promise<{ added: number; rejected: readonly Rejection[] }> {
    const { judged } = this;
    if (judged.length === 0) throw new OrchardError('desk-empty');
    const { data } = this.#app;
    const labels = withLabels(data.labels, judged.map(({ label }) => label));
    const arrivals = judged.map(({ index, file, label, takenMs }) => ({ item: { blob: file }, label: spelledIn(labels, label), source: 'camera' as const, note: `frame ${index}`, takenMs }));
    return data.add(arrivals, `Taking ${counted(judged.length, 'frame')} in`, { labels });
  }

  /** Deletes kept pictures for good: those of some events, or all, with those of lines that were put aside. */
  async remove(indices?: readonly number[]): Promise<void> {
    if (indices) {
      this.#frames.remove(indices);
      for (const index of indices) await this.#services.orchard.call('forgetFrames', { from: index, to: index + 1 });
    } else {
      this.#frames.clear();
      await this.#services.orchard.call('forgetFrames', { from: 0 });
    }
    this.#show();
  }

  async #keep(wanted: readonly Pick<Frame, 'index' | 'because'>[]): Promise<void> {
    const { generation } = this.#app.line;
    const files = await this.#services.orchard.call('keepFrames', { indices: wanted.map(({ index }) => index), quality: QUALITY });
    if (generation !== this.#app.line.generation) return;
    const takenMs = this.#services.nowMs();
    for (const { index, file } of files) this.#frames.put({ index, file, because: wanted.find((each) => each.index === index)!.because, takenMs });
    this.#frames.trim(this.rule.mostMegabytes * BYTES_PER_MEGABYTE);
    this.#show();
  }

  #show(): void {
    this.kept = this.#frames.list;
  }

  #tick(): void {
    const nowMs = performance.now();
    this.taken += 1;
    this.#times = [...this.#times.filter((atMs) => atMs > nowMs - RATE_MS), nowMs];
    const spanMs = nowMs - this.#times[0]!;
    this.perSecond = spanMs > 0 ? ((this.#times.length - 1) * 1000) / spanMs : 0;
  }
}

function confidenceOf({ scores, predicted }: BeltItem): number {
  return scores[predicted] ?? 0;
}
