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

/** Ids of the sets that a source draws from. */
export function setsOfSource(source: PhotoSource | undefined): string[] {
  return source === undefined ? [] : source.second === undefined || source.second === source.set ? [source.set] : [source.set, source.second];
}

/** Every label that a photograph of a source may have: those of the first set, then what the second one adds. */
export function labelsOfSource({ outlines }: PhotoSource): string[] {
  return [...new Set(outlines.flatMap(({ labels }) => labels.map(({ name }) => name)))];
}
