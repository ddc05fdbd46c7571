import type { Component, Snippet } from 'svelte';
import type { Recipe, RecipeInput, RecipeKind, RecipeOf } from '../../../../domain/learning/recipes/catalogue.ts';
import CnnForm from './CnnForm.svelte';
import ColourForm from './ColourForm.svelte';
import LinearForm from './LinearForm.svelte';
import MlpForm from './MlpForm.svelte';

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

const FORMS: { [K in RecipeKind]: Component<RecipeFormProps<RecipeOf<K>>> } = { colour: ColourForm, linear: LinearForm, mlp: MlpForm, cnn: CnnForm };

export const formOf = (kind: RecipeKind): Component<RecipeFormProps<Recipe>> => FORMS[kind] as Component<RecipeFormProps<Recipe>>;
