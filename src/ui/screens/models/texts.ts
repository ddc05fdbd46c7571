import type { Decision, Finding } from '../../../domain/delivery/comparison/decision.ts';
import type { PairComparison } from '../../../domain/delivery/comparison/pair.ts';
import type { PairedCounts } from '../../../domain/experiment/paired.ts';
import type { TruthKind } from '../../../domain/world/stream/truth.ts';
import { count, number, pValue } from '../../format.ts';

/** p-values below this are more than chance. */
const CHANCE = 0.05;

interface Pair { champion: number; challenger: number }

const OLD: Record<Finding, string> = {
  better: 'old pictures say the same', worse: 'on old pictures it is worse', 'no-difference': 'old pictures show no difference', 'too-few': 'old pictures show no difference',
};

/** What the pictures say of the second version against the first, as one sentence. */
export function sentenceOf({ champion, challenger }: Pair, { finding, ground, old }: Decision): string {
  if (ground === null) return `v${champion} and v${challenger} were never shown the same pictures.`;
  const where = ground === 'newest' ? 'the fruit of now' : 'the old test pictures';
  const aside = ground === 'newest' && old !== null ? `; ${finding === 'worse' && old === 'worse' ? OLD.better : finding === 'worse' && old === 'better' ? 'on old pictures it is better' : OLD[old]}` : '';
  switch (finding) {
    case 'better': return `v${challenger} is better on ${where}${aside}.`;
    case 'worse': return `v${challenger} is worse on ${where}${aside}.`;
    case 'no-difference': return `v${challenger} and v${champion} do not differ on ${where}.`;
    case 'too-few': return `${capital(where)} does not tell v${challenger} from v${champion} yet.`.replace('pictures does', 'pictures do');
  }
}

/** The size of it: `11 predictions mended against 2 broken, more than chance (p 0.02)`. */
export function mendedText({ counts: { onlyChallenger, onlyChampion }, p }: Pick<PairComparison, 'counts' | 'p'>): string {
  if (onlyChallenger + onlyChampion === 0) return 'both have the same ones right';
  return `${count(onlyChallenger, 'prediction')} mended against ${number(onlyChampion)} broken, ${p < CHANCE ? 'more than' : 'no more than'} chance (${pValue(p)})`;
}

/** The sizes of both grounds, as one sentence; empty without any. */
export function groundsText(newest: PairComparison | null, old: PairComparison | null): string {
  const parts = [...(newest ? [`on the newest fruits ${mendedText(newest)}`] : []), ...(old ? [`on the old pictures ${mendedText(old)}`] : [])];
  return parts.length === 0 ? '' : `${capital(parts.join('; '))}.`;
}

/**
 * What follows from it. `least`: the end of the deciding interval that lies nearest to no difference, 0..1. `choosing`: the first is the
 * champion, so that there is something to be decided.
 */
export function conclusionOf({ champion, challenger }: Pair, { finding, ground, more }: Decision, least: number, choosing: boolean): { head: string; text: string } {
  const points = `by at least ${number(100 * Math.abs(least), 1)} points`;
  switch (finding) {
    case 'better': return { head: `Better ${points}${choosing ? `, so v${challenger} is offered` : ''}`, text: choosing ? 'Deploying can be undone.' : '' };
    case 'worse': return choosing ? { head: `Keep v${champion}`, text: `v${challenger} is worse ${points} on the same pictures.` } : { head: `Worse ${points}`, text: '' };
    case 'no-difference': return { head: choosing ? `Keep v${champion}` : 'No difference', text: 'A thousand pictures more would hardly show one.' };
    case 'too-few': return more === null
      ? { head: 'Nothing to go by', text: 'Without common pictures no difference is shown.' }
      : { head: `About ${count(more, ground === 'old' ? 'more test picture' : 'more truth')} would tell`, text: 'Too few for a main button.' };
  }
}

/** `104 both right, 3 both wrong`. */
export function agreementText({ bothRight, bothWrong }: PairedCounts): string {
  return `${number(bothRight)} both right, ${number(bothWrong)} both wrong`;
}

/** Fruits in words: `fruits 8 431 to 8 550`, or how many of them lie between when they are not all. */
export function fruitText(indices: readonly number[]): string {
  const [first, last] = [indices[0], indices.at(-1)];
  if (first === undefined || last === undefined) return 'no fruit';
  if (first === last) return `fruit ${number(first)}`;
  const all = last - first + 1 === indices.length;
  return `${all ? '' : `${number(indices.length)} of the `}fruits ${number(first)} to ${number(last)}`;
}

/** Runs of consecutive numbers, as `[from, to)`. */
export function stretchesOf(indices: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const index of [...indices].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && index <= last[1]) last[1] = index + 1;
    else found.push([index, index + 1]);
  }
  return found;
}

/**
 * Why two versions have no more ground than is shown. `kinds`: what each tells apart; `newest`: they stand on the newest fruits; `begun`: the line has run; `broken`: one of them
 * cannot predict, which is said elsewhere. Null where there is nothing to add.
 */
export function missingText({ kinds, newest, begun, broken }: { kinds: readonly TruthKind[]; newest: boolean; begun: boolean; broken: boolean }): string | null {
  if (newest) return 'They share no old test pictures that neither has learnt from, so there is no second ground.';
  if (kinds.includes('none')) return `The line has no truth for what ${kinds.every((kind) => kind === 'none') ? 'these two tell' : 'one of them tells'} apart.`;
  if (new Set(kinds).size > 1) return 'One tells ripe from unripe, the other one kind of fruit from another: no fruit is right or wrong for both alike.';
  if (!begun) return 'The line has not run yet: there is no newer fruit to judge.';
  return broken ? null : 'No truth has come from the line yet.';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The fruits that versions are compared on: all with truth, and not the newest of all where somebody has learnt from those. */
export function newestFruitsText(fruits: number, versions: number): string {
  return `${count(fruits, 'newest fruit')} that ${versions === 2 ? 'neither' : 'none'} has learnt from`;
}
