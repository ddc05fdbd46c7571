import type { Say } from './say.ts';

/** The texts of one screen, or of what frames all of them: in English, which its own code carries. A text that takes something in is a function. */
export interface Part<T> {
  /** By which other languages hold theirs. */
  name: string;
  english: (say: Say) => T;
}

export type TextsOf<P> = P extends Part<infer T> ? T : never;

export function part<T>(name: string, english: (say: Say) => T): Part<T> {
  return { name, english };
}
