import { byFolder } from '../domain/data/dataset/by-folder.ts';
import type { LineFruit, SampleSource } from '../domain/data/dataset/dataset.ts';
import { cleanLabel, likeLabel, withLabel } from '../domain/data/dataset/label.ts';
import type { ErrorCode } from '../domain/common/errors.ts';
import type { IngestItem } from '../../workers/protocol/trainer.ts';

/** Why a picture was not taken in. */
export interface Rejection {
  index: number;
  name: string;
  code: ErrorCode;
  /** The fact that the code's sentence has a place for. */
  about?: string;
}

/** A file of a folder or an archive; one that could not be unpacked has a code in place of its bytes. */
export type FolderEntry = { path: string; blob: Blob } | { path: string; code: ErrorCode };

/** A picture that was offered under one label and is there under another. */
export interface Elsewhere {
  id: string;
  /** Where it is. */
  from: string;
  /** What it was offered as. */
  to: string;
}

/** What the last addition did not add, and why that is no fault. */
export interface Leftover {
  /** Pictures that were there already, under the same label. */
  already: number;
  elsewhere: readonly Elsewhere[];
  /** Files of a folder or an archive that are no pictures. */
  skipped: number;
}

export interface IngestStatus {
  what: string;
  done: number;
  total: number;
  startedMs: number;
  /** The orchard draws the fruits first; then they are taken in, and counted from the start again. */
  drawing?: true;
  cancel: () => void;
}

/** A picture with what is known of it beforehand. */
export interface Arrival {
  item: IngestItem;
  label: string;
  source: SampleSource;
  note: string;
  species?: string;
  cultivar?: string;
  ripeness?: number;
  /** Of a picture from the line. */
  fruit?: LineFruit;
  /** When it was taken, Unix ms; else the time at which it is taken in. */
  takenMs?: number;
  /** Kept for testing. */
  onlyTest?: true;
}

/** What a folder or an archive brings: all labels that there are then, the pictures under theirs, what cannot be read, what is no picture. */
export interface FolderPlan {
  labels: string[];
  arrivals: Arrival[];
  refused: Rejection[];
  /** Files that are no pictures by their name. */
  skipped: number;
}

/** Sorts a folder or an archive: each picture under the folder that it lies in, or under `fallback`. Throws as `withLabel` does. */
export function planFolder(entries: readonly FolderEntry[], known: readonly string[], fallback: string): FolderPlan {
  const { groups, test, skipped } = byFolder(entries.map(({ path }, index) => ({ path, index })));
  const plan: FolderPlan = { labels: [...known], arrivals: [], refused: [], skipped };
  for (const [folder, indices] of groups) {
    const clean = cleanLabel(folder === '' ? fallback : folder);
    const like = likeLabel(plan.labels, clean);
    if (like === null) plan.labels = withLabel(plan.labels, clean);
    const label = like ?? clean;
    for (const index of indices) {
      const entry = entries[index]!;
      const name = entry.path.slice(entry.path.lastIndexOf('/') + 1).slice(0, 200);
      if ('code' in entry) plan.refused.push({ index, name, code: entry.code });
      else plan.arrivals.push({ item: { blob: entry.blob }, label, source: 'file', note: name, ...(test.has(index) ? { onlyTest: true } : {}) });
    }
  }
  return plan;
}
