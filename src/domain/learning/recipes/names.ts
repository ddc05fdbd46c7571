import type { RecipeKind } from './catalogue.ts';

const NAMES: Record<RecipeKind, string> = {
  colour: 'Colour features',
  linear: 'Backbone, linear head',
  mlp: 'Backbone, MLP head',
  cnn: 'Network from scratch',
};

/** The name that a kind of recipe goes by. The frame of the page shows it, and does without the catalogue. */
export function recipeName(kind: RecipeKind): string {
  return NAMES[kind];
}
