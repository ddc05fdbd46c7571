import * as v from 'valibot';
import { namedLabelsSchema } from '../domain/alerting/alerts/labels.ts';
import { detailOf, OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import type { Automation } from './automation-surface.ts';
import { plainCopy } from './plain-copy.ts';

type Call = (...args: never[]) => Promise<unknown>;
/** Every call of the surface by its path: `data.pick`, `line.load`. */
export type CallPath<T = Automation, P extends string = ''> = { [K in keyof T & string]: T[K] extends Call ? `${P}${K}` : T[K] extends string | Promise<unknown> ? never : CallPath<T[K], `${P}${K}.`> }[keyof T & string];

/** On what terms a call is answered. */
export interface Terms {
  /** Only the tab that leads answers it: it changes what all tabs share, or waits for what only that tab sees. */
  leads: boolean;
  /** It answers from what is stored, which a tab that only looks on reads anew for it. */
  reads: boolean;
  /** What it takes, in order. */
  takes: readonly v.GenericSchema<unknown, unknown>[];
  /** What it fails with when it is given anything else. */
  code: ErrorCode;
}

const real = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.safeInteger());
const natural = v.pipe(whole, v.minValue(0));
const position = v.pipe(real, v.minValue(0));
const text = v.string();
const blob = v.instance(Blob);
const count = (most: number) => v.pipe(v.number(), v.minValue(1), v.maxValue(most), v.transform(Math.round));
/** What it throws is its author's to hear of, and stops nothing of ours. */
const callback = v.pipe(v.custom<(...told: unknown[]) => void>((value) => typeof value === 'function', 'a function is expected'), v.transform((tell) => (...told: unknown[]): void => {
  try {
    tell(...told);
  } catch (error) {
    reportError(error);
  }
}));
const signal = v.instance(AbortSignal);
/** An object of these keys. A list is told apart before its items are counted as keys. */
const keyed = <const E extends v.ObjectEntries>(entries: E) => v.pipe(v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value), 'an object is expected'), v.strictObject(entries));
const signalled = v.optional(keyed({ signal: v.optional(signal) }));
/** Read by a parser of its own, which says what is wrong with it. */
const anything = v.unknown();
const outcome = v.picklist(['right', 'wrong', 'unknown']);
/** `verdict` is the name that `outcome` had before 0.2; it goes with 0.3. */
const filter = {
  from: v.optional(real), to: v.optional(v.number()), outcome: v.optional(outcome), verdict: v.optional(outcome), predicted: v.optional(text), species: v.optional(text),
  version: v.optional(natural), maxConfidence: v.optional(real),
};
const page = { columns: v.optional(v.array(text)), offset: v.optional(natural), limit: v.optional(v.pipe(v.number(), v.minValue(0))), newestFirst: v.optional(v.boolean()) };
const matcher = keyed({ name: text, value: text, isRegex: v.boolean(), isEqual: v.boolean() });
const numbers = v.custom<ArrayLike<number>>((value) => (Array.isArray(value) || ArrayBuffer.isView(value)) && Array.from(value as ArrayLike<unknown>).every((each) => typeof each === 'number'), 'a list of numbers is expected');

const looks = (...takes: Terms['takes']): Terms => ({ leads: false, reads: true, takes, code: 'argument-invalid' });
/** What needs nothing but its arguments. */
const computes = (...takes: Terms['takes']): Terms => ({ ...looks(...takes), reads: false });
const acts = (...takes: Terms['takes']): Terms => ({ leads: true, reads: false, takes, code: 'argument-invalid' });
const outOfRange = (terms: Terms): Terms => ({ ...terms, code: 'index-out-of-range' });

/** The terms of every call. */
export const TERMS: Readonly<Record<CallPath, Terms>> = {
  compute: computes(),
  useBackend: computes(v.picklist(['auto', 'webgpu', 'wasm', 'webgl', 'cpu'])),
  'data.reset': acts(v.array(text)),
  'data.add': acts(text, v.array(blob)),
  'data.pick': acts(keyed({ count: count(100_000), seed: whole, world: v.optional(anything) })),
  'data.collect': acts(v.optional(count(100_000))),
  'data.summary': looks(),
  train: acts(anything, v.optional(keyed({ onProgress: v.optional(callback), signal: v.optional(signal) }))),
  'models.list': looks(),
  'models.deploy': acts(natural),
  'models.compare': looks(natural, natural, signalled),
  'models.export': looks(natural),
  'models.import': acts(blob),
  classify: looks(blob),
  'line.load': acts(anything, v.optional(keyed({ seed: v.optional(whole) }))),
  'line.play': acts(v.optional(keyed({ until: v.nullish(position), speed: v.optional(v.union([real, v.literal('max')])) }))),
  'line.setBeltSpeed': acts(real),
  'line.pause': acts(),
  'line.step': acts(v.optional(count(1_000_000))),
  'line.seek': outOfRange(acts(position)),
  'line.look': outOfRange(acts(v.nullable(position))),
  'line.undo': acts(),
  'line.reached': acts(position),
  'line.status': looks(),
  'log.query': looks(v.optional(keyed({ ...filter, ...page }))),
  'log.count': looks(v.optional(keyed(filter))),
  'monitor.series': looks(text, v.optional(keyed({ from: v.optional(real), to: v.optional(real) }))),
  'monitor.alarms': looks(),
  'monitor.status': looks(),
  'monitor.set': acts(anything),
  'monitor.heldBack': looks(),
  'monitor.letRun': acts(v.optional(keyed({ rule: v.optional(text), monitor: v.optional(text) }))),
  'monitor.explain': looks(text, v.optional(real)),
  'monitor.reference': looks(),
  'monitor.collectReference': acts(),
  'monitor.useReference': acts(real, real),
  'alerts.list': looks(),
  'alerts.rules': looks(),
  'alerts.file': looks(),
  'alerts.setFile': acts(v.nullable(text)),
  'alerts.history': looks(),
  'alerts.incidents': looks(),
  'alerts.silences': looks(),
  'alerts.silence': acts(keyed({ matchers: v.array(matcher), startsAt: v.optional(real), endsAt: real, reason: text })),
  'alerts.endSilence': acts(text),
  'alerts.acknowledge': acts(namedLabelsSchema, v.optional(text)),
  'alerts.why': looks(namedLabelsSchema, real),
  'alerts.metrics': looks(),
  'detectors.run': computes(text, anything, numbers),
  promql: looks(text, v.optional(real)),
  bench: computes(anything, v.optional(keyed({ signal: v.optional(signal), onProgress: v.optional(callback) }))),
  render: outOfRange(computes(keyed({ scenario: anything, index: natural, size: v.optional(v.pipe(whole, v.minValue(1), v.maxValue(4096))) }))),
  'project.export': looks(),
  'project.import': acts(blob),
  'project.reset': acts(),
  'project.bringBack': acts(),
};

/** The arguments of a call as they are at this moment. Throws its code for one that cannot be read. */
export function readArguments({ takes, code }: Terms, given: readonly unknown[]): unknown[] {
  return takes.map((_, i) => {
    try {
      return plainCopy(given[i]);
    } catch (error) {
      throw new OrchardError(code, [`argument ${i + 1} cannot be read`, detailOf(error)].filter((part) => part !== '').join(': '));
    }
  });
}

/** The arguments of a call as it takes them. Throws its code for any other, saying which and why; `argument-invalid` for one that is missing. */
export function takenArguments({ takes, code }: Terms, given: readonly unknown[]): unknown[] {
  return takes.map((schema, i) => {
    const parsed = v.safeParse(schema, given[i], { abortEarly: true });
    if (parsed.success) return parsed.output;
    if (given[i] === undefined) throw new OrchardError('argument-invalid', `argument ${i + 1} is missing`);
    const [issue] = parsed.issues;
    throw new OrchardError(code, `argument ${i + 1}${v.getDotPath(issue) === null ? '' : `, ${v.getDotPath(issue)}`}: ${issue.message}`);
  });
}
