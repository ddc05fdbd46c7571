export const SAMPLE_SOURCES = ['orchard', 'file', 'camera', 'line', 'desk', 'model'] as const;
/** `line`: labelled by its truth; `desk`, `model`: off the line as well, labelled at the labelling desk or by the model itself. */
export type SampleSource = (typeof SAMPLE_SOURCES)[number];

/** Whether pictures of a source are photographs that somebody took, rather than drawn by the orchard. */
export function captureSource(source: SampleSource): boolean {
  return source === 'file' || source === 'camera';
}

export const SPLITS = ['train', 'validation', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/**
 * A fruit of a line. The seed and the index are all that chance depends on, whatever world the line had, so two lines of one seed
 * photograph the same fruit at an index.
 */
export interface LineFruit {
  seed: number;
  index: number;
}

/** What is known of a picture in the data set, without its bytes. */
export interface Sample {
  /** SHA-256 (hex) of the stored picture's bytes: the same picture is the same sample. */
  id: string;
  label: string;
  source: SampleSource;
  /** Unix ms. */
  addedMs: number;
  /** File name, or what the orchard knows. Shown as text, never as markup. */
  note: string;
  /** Orchard pictures only. */
  species?: string;
  cultivar?: string;
  ripeness?: number;
  /** Kept for testing: no model learns from it, and none is chosen by it. */
  onlyTest?: true;
  /** Pictures taken from the line: whose photograph it is. */
  fruit?: LineFruit;
  /** 64-bit perceptual hash as 16 hex digits: twins stay on one side of the split. */
  lookHash: string;
  /** Named readable features at the reference size, for slices and "worth a look". */
  readable: number[];
}

/**
 * A label that is one burst, or hardly more: pictures that show one thing at one time. A test on some of them asks what was learnt by
 * heart from the others, and what is not of the burst is too little to test on.
 */
export interface Leak {
  label: string;
  /** Pictures of the burst. */
  pictures: number;
  /** Pictures of the label that are not of the burst; left out where there are none. */
  others?: number;
}

/** A sample as a version holds it. */
interface FrozenSample {
  id: string;
  label: string;
  split: Split;
  /** Of the test split, and never learnt from. */
  onlyTest?: true;
  fruit?: LineFruit;
}

/** A sample as a version holds it. */
export function frozen({ id, label, fruit, onlyTest }: Pick<Sample, 'id' | 'label' | 'fruit' | 'onlyTest'>, split: Split): FrozenSample {
  return { id, label, split, ...(onlyTest ? { onlyTest } : {}), ...(fruit ? { fruit } : {}) };
}

/** An immutable list of samples with labels and a split. */
export interface DataSetVersion {
  /** 1, 2, 3 … shown as v1. */
  number: number;
  /** SHA-256 (hex) over the sorted (sample id, label, split) lines and the labels. */
  contentHash: string;
  labels: string[];
  samples: FrozenSample[];
  splitSeed: number;
  /** Labels whose held-out test is not honest; left out where there is none. */
  leaks?: Leak[];
  createdMs: number;
  /** A choice of the pictures, frozen for a policy: not how the data set stood. */
  isPart?: true;
}
