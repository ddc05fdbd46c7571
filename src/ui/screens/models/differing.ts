import type { PredictedPicture } from '../../../domain/delivery/comparison/test-pictures.ts';
import type { ScoredPrediction } from '../../../domain/delivery/comparison/pair.ts';
import { number, probability } from '../../format.ts';
import { nameText } from '../../names.ts';

/** A picture on which just one of two versions is right. */
export interface Differing {
  key: string;
  /** A fruit of the line, or a sample. */
  source: { index: number } | { id: string };
  truth: string;
  champion: ScoredPrediction;
  challenger: ScoredPrediction;
}

export interface DifferingGroup {
  key: 'mended' | 'broken' | 'mended-old' | 'broken-old';
  items: Differing[];
}

interface NewestPredictions { pictures: readonly { index: number; truth: string }[]; champion: readonly ScoredPrediction[]; challenger: readonly ScoredPrediction[] }

/** The pictures that the second version mends and breaks, on the newest fruits and on old test pictures; groups without any are left out. */
export function differingGroups(newest: NewestPredictions | null, old: readonly PredictedPicture[]): DifferingGroup[] {
  const fruits = (newest?.pictures ?? []).map(({ index, truth }, i): Differing => ({ key: `fruit/${index}`, source: { index }, truth, champion: newest!.champion[i]!, challenger: newest!.challenger[i]! }));
  const pictures = old.map(({ id, truth, predictions: [champion, challenger] }): Differing => ({ key: id, source: { id }, truth, champion: champion!, challenger: challenger! }));
  const mended = (items: Differing[]) => items.filter(({ champion, challenger }) => challenger.right && !champion.right);
  const broken = (items: Differing[]) => items.filter(({ champion, challenger }) => champion.right && !challenger.right);
  const groups: DifferingGroup[] = [
    { key: 'mended', items: mended(fruits) }, { key: 'broken', items: broken(fruits) }, { key: 'mended-old', items: mended(pictures) }, { key: 'broken-old', items: broken(pictures) },
  ];
  return groups.filter(({ items }) => items.length > 0);
}

/** What both versions said of a picture. */
export function bothText({ truth, champion, challenger }: Differing, names: { champion: number; challenger: number }): string {
  const say = (name: number, { said, confidence }: ScoredPrediction): string => `v${name} says ${nameText(said)} ${probability(confidence)}`;
  return `it is ${nameText(truth)}; ${say(names.champion, champion)}, ${say(names.challenger, challenger)}`;
}

/** What a picture is called. */
export function nameOf({ source }: Differing): string {
  return 'index' in source ? `Fruit ${number(source.index)}` : 'A test picture';
}
