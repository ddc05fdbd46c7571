import type { Component } from 'svelte';
import type { Recipe, RecipeKind, RecipeOf } from '../../../../domain/learning/recipes/catalogue.ts';
import CnnForm from './CnnForm.svelte';
import ColourForm from './ColourForm.svelte';
import LinearForm from './LinearForm.svelte';
import MlpForm from './MlpForm.svelte';
import type { RecipeFormProps } from './props.ts';

const FORMS: { [K in RecipeKind]: Component<RecipeFormProps<RecipeOf<K>>> } = { colour: ColourForm, linear: LinearForm, mlp: MlpForm, cnn: CnnForm };

export const formOf = (kind: RecipeKind): Component<RecipeFormProps<Recipe>> => FORMS[kind] as Component<RecipeFormProps<Recipe>>;
