import type { Snippet } from 'svelte';
import type { RecipeInput } from '../../../../domain/learning/recipes/catalogue.ts';

/** What the form of a kind is given: the settings that all recipes have come as `children`, for it to place among its own. */
export interface RecipeFormProps<R> {
  recipe: R;
  /** The recipe of this kind that nobody has changed. */
  defaults: R;
  classes: number;
  disabled: boolean;
  set: (part: Partial<RecipeInput>) => void;
  children: Snippet;
}
