import type { WindowComparison } from '../../../../domain/explanation/compare-windows.ts';
import { accuracyTurn, driftHint, movedInputs, type HintReason } from '../../../../domain/explanation/drift-hint.ts';
import type { DriftKind } from '../../../../domain/world/orchard/drift-kinds.ts';
import { splitSignal } from '../../../../domain/monitoring/monitors/signal.ts';
import type { Changed, Measured } from '../../../../domain/watch/explanation.ts';
import { count, number, percent, signed } from '../../../format.ts';
import { nameText } from '../../../names.ts';
import { formatOf, nameWithin, plainName, sliceText } from './texts.ts';

/** An alert in sentences, all of them made from its numbers. */
interface Summary {
  /** What happened. */
  what: string;
  /** Where the predictions have become worse; '' when nothing stands out. */
  where: string;
  /** What became of the predictions after the alert; '' when that is no worse than it was then. */
  since: string;
  /** What kind of thing that points to; null when it points nowhere. */
  kind: DriftKind | null;
  hint: string;
}

/** How the line stands now, which the alert's own numbers do not tell. */
interface Since {
  /** The alert is over. */
  over: boolean;
  /** Accuracy of the newest truths, 0 to 1, where it is surely below what is usual; else null. */
  fallenTo: number | null;
}

/** What of an explanation is summed up. */
interface Explained {
  measured: Pick<Measured, 'monitor' | 'measurement'>;
  changed: Pick<Changed, 'after' | 'comparison' | 'weakest'>;
}
type Column = WindowComparison['columns'][number];

/** Other columns from which they are worth a word. */
const MANY = 5;
/** Share of all mistakes from which they are most of them. */
const MOSTLY = 0.6;
/** Standard deviations below which a mean has stayed where it was. */
const STAYED = 0.1;

/** An alert summed up. A hint and no more: what moved is measured, why it moved is not. */
export function summaryOf(explained: Explained, since: Since = { over: false, fallenTo: null }): Summary {
  const { comparison } = explained.changed;
  if (!comparison || comparison.rows.after === 0 || comparison.rows.before === 0) {
    return { what: 'The log no longer holds both stretches, so that nothing can be compared.', where: '', since: '', kind: null, hint: '' };
  }
  const what = whatHappened(explained, comparison);
  if (comparison.tooFew) return { what, where: '', since: '', kind: null, hint: `Too few to say: ${count(comparison.rows.before, 'fruit')} before and ${count(comparison.rows.after, 'fruit')} after.` };
  const { fallenTo } = since;
  const fellLater = !since.over && fallenTo !== null && accuracyTurn(comparison) !== 'fell' ? `Since then accuracy has fallen: of the newest truths ${percent(fallenTo)} are right.` : '';
  return { what, where: whereWorse(explained.changed), since: fellLater, ...hintOf(explained.measured, comparison, since.over || fellLater !== '') };
}

function whatHappened({ measured: { monitor, measurement }, changed: { after } }: Explained, comparison: WindowComparison): string {
  const signal = monitor?.spec.signal ?? '';
  const [family, name] = splitSignal(signal);
  const inputs = movedInputs(comparison);
  const within = `in the ${count(after.to - after.from, 'fruit')} up to ${number(after.to - 1)}`;
  const accuracy = accuracyText(comparison);
  if (signal === 'error') {
    const [most] = inputs;
    return `${capital(accuracy)} ${within}. ${most ? `Of what is measured in the pictures, ${moveText(most, false)}.` : 'Nothing that is measured in the pictures moved clearly.'}`;
  }
  if (family === 'fault') {
    const before = measurement?.referenceMean ? `, ${percent(measurement.referenceMean)} before` : ', none before';
    return `${measurement ? `${percent(measurement.currentMean)} of the pictures ` : 'Pictures '}${within} are faulty${before}: ${nameWithin(signal)}. ${capital(accuracy)}.`;
  }
  if (signal === 'predicted' || family === 'share') {
    const { categories, before, after: now } = comparison.predicted;
    const grown = categories.reduce((best, _, i) => (now[i]! - before[i]! > now[best]! - before[best]! ? i : best), 0);
    const at = family === 'share' && categories.includes(name) ? categories.indexOf(name) : grown;
    return `The model calls ${percent(now[at])} of the fruit ${within} “${nameText(categories[at] ?? '')}”, where it was ${percent(before[at])}; ${accuracy}.`;
  }
  const own = comparison.columns.find((column) => column.signal === signal);
  const others = inputs.filter((column) => column.signal !== signal).length;
  const along = others >= MANY ? `, and at least ${others} other measures of the pictures moved with it` : '';
  if (own && own.shift !== null) return `${moveText(own, true)} ${within}${along}; ${accuracy}.`;
  if (monitor && measurement && measurement.referenceMean !== null && measurement.currentMean !== null) {
    const format = formatOf(signal, null);
    return `The mean of ${nameWithin(signal)} went from ${format(measurement.referenceMean)} to ${format(measurement.currentMean)} ${within}; ${accuracy}.`;
  }
  const [most] = inputs;
  return most ? `${moveText(most, true)} ${within}; ${accuracy}.` : `Nothing that is measured in the pictures moved clearly ${within}; ${accuracy}.`;
}

function moveText({ signal, before, after, shift, ks }: Column, begins: boolean): string {
  const format = formatOf(signal, before.std);
  const name = begins ? plainName(signal) : nameWithin(signal);
  if (shift !== null && Math.abs(shift) < STAYED) return `${name} is spread otherwise than before (its two curves lie up to ${percent(ks, 0)} apart), though its mean stayed near ${format(after.mean!)}`;
  const by = shift === null ? '' : ` (${signed(shift)} standard deviations)`;
  return `${name} ${after.mean! > before.mean! ? 'rose' : 'fell'}${begins ? '' : ' most,'} from ${format(before.mean!)} to ${format(after.mean!)}${by}`;
}

function accuracyText(comparison: WindowComparison): string {
  const { before, after } = comparison.quality.realized;
  switch (accuracyTurn(comparison)) {
    case 'unknown': return after.known === 0 ? 'what became of accuracy is not known, for no truth has arrived' : `only ${count(after.known, 'truth')} ${after.known === 1 ? 'is' : 'are'} known, too few to say what became of accuracy`;
    case 'held': return `accuracy held, with ${percent(before.accuracy)} before and ${percent(after.accuracy)} after`;
    default: return `accuracy went from ${percent(before.accuracy)} to ${percent(after.accuracy)}`;
  }
}

function whereWorse({ comparison, weakest }: Explained['changed']): string {
  const [worst] = weakest?.slices ?? [];
  if (!worst || accuracyTurn(comparison) !== 'fell') return '';
  // Of all mistakes, those in the slice; it is the surest, which need not make it the largest.
  const mistakes = worst.count - worst.right;
  const most = mistakes >= MOSTLY * weakest!.known * (1 - weakest!.accuracy!);
  return `${most ? 'Most mistakes lie in one place' : 'It does worst here'}: ${sliceText(worst)}, right in ${percent(worst.accuracy, 0)} of ${number(worst.count)}, against ${percent(worst.rest, 0)} of all others.`;
}

/** `past`: what the model made of it then is no longer what it makes of it. */
function hintOf({ monitor }: Explained['measured'], comparison: WindowComparison, past: boolean): Pick<Summary, 'kind' | 'hint'> {
  const { kind, because } = driftHint(monitor?.spec.signal ?? '', comparison);
  const turn = accuracyTurn(comparison);
  const [fell, unknown, copes] = past
    ? [' The model erred on it.', ' Whether the model erred on it was not known then.', ' The model coped with it then.']
    : [' The model errs on it.', ' Whether the model errs on it, the truths will tell.', ' The model copes with it so far.'];
  const suffers = turn === 'fell' ? fell : turn === 'unknown' ? unknown : copes;
  return { kind, hint: `${HINTS[because]}${TELLS_OF_MODEL.has(because) ? '' : suffers}` };
}

const HINTS: Readonly<Record<HintReason, string>> = {
  'data-fault': 'This points to the camera or the data, before any change of the fruit: look at the pictures first.',
  time: 'This is about time and not about fruit: the model, or the machine under it, is too slow for the pace of the line.',
  'noisy-pictures': 'The same fruit shows more fine detail than it has: noise or dead pixels. That points to a fault of the camera.',
  'deceiving-fruit': 'Fruit of one truth looks like the other now, while the rest looks as before. That points to a fault: fruit that deceives, such as wax on what is unripe.',
  'like-fruit-looks-different': 'Fruit of the same cultivar, equally ripe, looks different now. That points to light, lens or camera: a covariate drift.',
  'far-pictures': 'The pictures lie far outside of what came before. That points to light, lens or camera: a covariate drift, or a fault.',
  'other-species': 'Other fruit arrives than before: the mix of species has changed. That points to a prior drift, such as the season or a new supplier.',
  'other-truth': 'Fruit of the same cultivar that is equally ripe has another truth now. That points to a concept drift: what counts as right has changed.',
  'same-pictures-more-errors': 'Each kind of fruit looks as before, yet more predictions are wrong. That points to a concept drift: what counts as right has changed, a cultivar has come to which other rules apply, or the labels that come back are at fault.',
  'unnoticed-errors': 'The model is as sure as it was, and wrong more often: what looks familiar has another truth now. That points to a concept drift, or to fruit that deceives.',
  'unsure-and-wrong': 'The pictures moved, the model is less sure, and more predictions are wrong. That points to a covariate drift.',
  'other-shares': 'The answers have other shares and are as right as before. That points to a prior drift: more of one kind of fruit arrives.',
  'other-mix': 'The pictures moved, but fruit of the same cultivar that is equally ripe looks as before. That points to a prior drift: other fruit arrives.',
  'pictures-moved': 'The pictures moved. That points to a covariate drift.',
  nothing: 'Nothing else moved clearly. This may be a false alarm, or a change too small for so few fruits.',
};

/** Hints that say themselves what the model makes of it, or have nothing to do with it. */
const TELLS_OF_MODEL: ReadonlySet<HintReason> = new Set(['data-fault', 'time', 'other-truth', 'same-pictures-more-errors', 'unnoticed-errors', 'unsure-and-wrong', 'other-shares', 'nothing']);

const capital = (text: string): string => text.replace(/^./u, (letter) => letter.toUpperCase());
