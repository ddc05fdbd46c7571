import type { Split } from '../data/dataset/dataset.ts';
import { readableIndex } from '../data/features/readable.ts';
import { reviewLabels } from './label-issues.ts';
import type { PictureGroup } from './near-duplicates.ts';
import { qualitySuspects, type Fault } from './quality-suspects.ts';

/** A picture as a review sees it. */
export interface ReviewedPicture {
  readonly id: string;
  readonly label: string;
  readonly cultivar?: string;
  readonly readable: ArrayLike<number>;
}

/** What a worker measured of the pictures of a review, row by row. */
export interface ReviewMeasures {
  /** Probabilities by models that never saw the picture, rows × labels; null where none could be made. */
  readonly probabilities: ArrayLike<number> | null;
  /** The rows that are most alike, nearest first, rows × `NEAREST`; −1 where there are fewer. Null where pictures were not embedded. */
  readonly nearest: Int32Array | null;
  /** Distance of each picture from its nearest, rows; null likewise. */
  readonly farness: ArrayLike<number> | null;
  readonly groups: readonly PictureGroup[];
}

/** How many of its nearest stand beside a picture. */
export const NEAREST = 5;

/** Why a label that is doubted may be right all the same. */
export type Caution =
  /** Many pictures of its cultivar are doubted: the model may not know that one. */
  | { readonly kind: 'cultivar'; readonly cultivar: string; readonly doubted: number; readonly of: number }
  /** The pictures that are most alike are mostly labelled as it is. */
  | { readonly kind: 'nearest'; readonly agreeing: number; readonly of: number };

/** A picture whose label is probably wrong. */
export interface LabelDoubt {
  readonly kind: 'labels';
  readonly reason: 'label';
  readonly ids: readonly [string];
  readonly given: string;
  readonly suggested: string;
  /** Of the suggested label. */
  readonly probability: number;
  /** Mean probability of that label over the pictures that carry it. */
  readonly usual: number;
  /** Of the label given. */
  readonly selfConfidence: number;
  readonly nearest: readonly string[];
  /** How many of the nearest carry the suggested label. */
  readonly agreeing: number;
  readonly caution: Caution | null;
  /** 0..1: half of one less the margin between the given label and the likeliest other one. */
  readonly score: number;
}

/** Pictures of one thing. */
export interface CopiesGroup {
  readonly kind: 'duplicates' | 'quality';
  /** `split`: on both sides of it, which flatters the test; `frozen`: one picture several times. */
  readonly reason: 'near' | 'split' | 'frozen';
  readonly ids: readonly string[];
  /** The sharpest one. */
  readonly best: string;
  readonly bits: number;
  readonly score: number;
}

/** A picture that stands out from the others. */
export interface FaultyPicture {
  readonly kind: 'quality';
  readonly reason: Fault;
  readonly ids: readonly [string];
  readonly value: number;
  readonly limit: number;
  readonly usual: number;
  readonly nearest: readonly string[];
  /** 0..1: how far it lies beyond the limit. */
  readonly score: number;
}

export type Finding = LabelDoubt | CopiesGroup | FaultyPicture;

/** The order in which kinds come when they are listed together. */
export const FINDING_KINDS = ['labels', 'duplicates', 'quality'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];
export const REASONS = ['label', 'near', 'split', 'dark', 'blurred', 'frozen', 'far-off'] as const;
/** Why a picture waits for a look. */
export type Reason = (typeof REASONS)[number];

/** What a review found, worst first within a kind. */
export interface Findings {
  readonly items: readonly Finding[];
  /** Pictures that were looked at. */
  readonly looked: number;
}

const SHARPNESS = readableIndex('sharpness');
/** A cultivar is no trap before so many of its pictures are doubted … */
const LEAST_DOUBTED = 3;
/** … which are this share of its pictures at least … */
const LEAST_SHARE = 0.25;
/** … and so many times the share that is doubted of all the others. */
const TIMES_OTHERS = 3;

/**
 * What the measures of some pictures say, worst first within each kind: doubted labels by confident learning (`reviewLabels`), copies, pictures
 * that stand out. `splitOf`: the side of the split that a picture is on, where there is one. Throws as `reviewLabels` does.
 */
export function findingsOf(pictures: readonly ReviewedPicture[], labels: readonly string[], measures: ReviewMeasures, splitOf: (id: string) => Split | undefined): Findings {
  const items = [...doubtsOf(pictures, labels, measures), ...copiesOf(pictures, measures.groups, splitOf), ...faultsOf(pictures, measures)];
  const place = (item: Finding): number => FINDING_KINDS.indexOf(item.kind);
  return { items: items.sort((a, b) => place(a) - place(b) || b.score - a.score), looked: pictures.length };
}

function nearestOf(pictures: readonly ReviewedPicture[], { nearest }: ReviewMeasures, row: number): ReviewedPicture[] {
  return nearest === null ? [] : Array.from(nearest.subarray(row * NEAREST, (row + 1) * NEAREST)).filter((other) => other >= 0).map((other) => pictures[other]!);
}

function doubtsOf(pictures: readonly ReviewedPicture[], labels: readonly string[], measures: ReviewMeasures): LabelDoubt[] {
  const { probabilities } = measures;
  if (probabilities === null) return [];
  const { issues, thresholds } = reviewLabels({ labels: labels.length, given: pictures.map(({ label }) => labels.indexOf(label)), probabilities });
  const cautionOf = trapsAmong(pictures, issues.map(({ row }) => row));
  return issues.map(({ row, given, suggested, selfConfidence, margin }) => {
    const nearest = nearestOf(pictures, measures, row);
    const agreeing = nearest.filter(({ label }) => label === labels[suggested]).length;
    const alike = nearest.filter(({ label }) => label === labels[given]).length;
    return {
      kind: 'labels', reason: 'label', ids: [pictures[row]!.id], given: labels[given]!, suggested: labels[suggested]!, probability: probabilities[row * labels.length + suggested]!, usual: thresholds[suggested]!, selfConfidence,
      nearest: nearest.map(({ id }) => id), agreeing, score: (1 - margin) / 2,
      caution: cautionOf(pictures[row]!) ?? (alike * 2 > nearest.length ? { kind: 'nearest', agreeing: alike, of: nearest.length } : null),
    };
  });
}

/** Cultivars of which so many pictures are doubted that the model is more likely wrong than all of their labels. */
function trapsAmong(pictures: readonly ReviewedPicture[], doubted: readonly number[]): (picture: ReviewedPicture) => Caution | null {
  const counts = new Map<string, { doubted: number; of: number }>();
  const at = (cultivar: string) => counts.get(cultivar) ?? { doubted: 0, of: 0 };
  for (const { cultivar } of pictures) if (cultivar !== undefined) counts.set(cultivar, { ...at(cultivar), of: at(cultivar).of + 1 });
  for (const row of doubted) {
    const { cultivar } = pictures[row]!;
    if (cultivar !== undefined) counts.set(cultivar, { ...at(cultivar), doubted: at(cultivar).doubted + 1 });
  }
  return ({ cultivar }) => {
    if (cultivar === undefined) return null;
    const own = at(cultivar);
    const others = { doubted: doubted.length - own.doubted, of: pictures.length - own.of };
    const isTrap = own.doubted >= LEAST_DOUBTED && own.doubted >= LEAST_SHARE * own.of && others.of > 0 && own.doubted / own.of >= (TIMES_OTHERS * others.doubted) / others.of;
    return isTrap ? { kind: 'cultivar', cultivar, ...own } : null;
  };
}

function copiesOf(pictures: readonly ReviewedPicture[], groups: readonly PictureGroup[], splitOf: (id: string) => Split | undefined): CopiesGroup[] {
  return groups.map(({ rows, bits, identical }) => {
    const members = rows.map((row) => pictures[row]!);
    const ids = members.map(({ id }) => id);
    const sides = new Set(ids.map((id) => splitOf(id)).filter((side) => side !== undefined));
    const best = members.reduce((sharpest, each) => (each.readable[SHARPNESS]! > sharpest.readable[SHARPNESS]! ? each : sharpest)).id;
    const reason = sides.has('test') && sides.size > 1 ? 'split' : identical ? 'frozen' : 'near';
    return { kind: reason === 'frozen' ? 'quality' : 'duplicates', reason, ids, best, bits, score: reason === 'split' ? 1 : 1 - 1 / ids.length };
  });
}

function faultsOf(pictures: readonly ReviewedPicture[], measures: ReviewMeasures): FaultyPicture[] {
  return qualitySuspects(pictures.map(({ readable }) => readable), measures.farness).map(({ row, fault, value, limit, usual }) => ({
    kind: 'quality', reason: fault, ids: [pictures[row]!.id], value, limit, usual, nearest: nearestOf(pictures, measures, row).map(({ id }) => id),
    score: fault === 'far-off' ? 1 - limit / value : 1 - value / limit,
  }));
}
