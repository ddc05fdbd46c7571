import { RECIPE_KINDS, type RecipeKind } from '../learning/recipes/catalogue.ts';
import type { ModelVersion } from './version.ts';

/** The version of each kind of recipe that Orchard trained and that is to be held beside `live`: `live` itself for its own kind, else the newest that answers the same labels; null for a kind without one. In the order of `RECIPE_KINDS`. */
export function newestOfEach<V extends Pick<ModelVersion, 'recipe' | 'signature' | 'lineage'>>(models: readonly V[], live: V): readonly (readonly [RecipeKind, V | null])[] {
  const labels = labelsText(live);
  return RECIPE_KINDS.map((kind) => [kind, live.recipe.kind === kind ? live : models.findLast((model) => model.lineage.maker === undefined && model.recipe.kind === kind && labelsText(model) === labels) ?? null]);
}

function labelsText({ signature }: Pick<ModelVersion, 'signature'>): string {
  return JSON.stringify([...signature.labels].sort());
}
