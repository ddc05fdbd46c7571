import type { PhotoOutline } from './outline.ts';

/** Production on photographs of one's own. Absent from a scenario whose fruit the orchard draws. */
export interface PhotoSource {
  readonly kind: 'photos';
  /** Id of the set. */
  readonly set: string;
  /** Id of the set that takes over by as much as the world says. */
  readonly second?: string;
  /** What is known of these sets, in their order; empty where a scenario names sets that nobody has looked up. */
  readonly outlines: readonly PhotoOutline[];
}

/** Production are the frames of a camera. What one shows is known only once it has been taken, and its truth only once somebody says it. */
export interface CameraSource {
  readonly kind: 'camera';
}

/** In place of a set's id: the frames of the line's camera, whose positions are events. */
export const CAMERA = 'camera';

/** Where production comes from, where that is not the orchard. */
export type LineSource = PhotoSource | CameraSource;

/** Ids of the sets that a source draws from. */
export function setsOfSource(source: LineSource | undefined): string[] {
  return source?.kind !== 'photos' ? [] : source.second === undefined || source.second === source.set ? [source.set] : [source.set, source.second];
}

/** Every label that a photograph of a source may have: those of the first set, then what the second one adds. Frames of a camera bring none along. */
export function labelsOfSource(source: LineSource): string[] {
  return source.kind === 'camera' ? [] : [...new Set(source.outlines.flatMap(({ labels }) => labels.map(({ name }) => name)))];
}
