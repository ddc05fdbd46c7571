import type { Recipe } from '../../../domain/learning/recipes/catalogue.ts';
import { rowSpread, type Leaderboard, type LeaderboardRow } from '../../../domain/learning/search/leaderboard.ts';
import { SEARCH_SPACES } from '../../../domain/learning/search/space.ts';
import { count, duration, number, percentNumber, significant } from '../../format.ts';

const NAMES: Readonly<Record<string, string>> = {
  l2: 'L2', ridge: 'ridge', features: 'on', hiddenUnits: 'hidden units', learningRate: 'rate', dropout: 'dropout', batchSize: 'batch', denseUnits: 'dense units', layers: 'filters', augmentation: 'copies',
};

function valueText(name: string, value: unknown): string {
  if (name === 'features') return (value as string[]).join(' and ');
  if (name === 'layers') return (value as { filters: number; kernel: number }[]).map(({ filters, kernel }) => `${filters}${kernel === 3 ? '' : ` of ${kernel}×${kernel}`}`).join(', ');
  return typeof value === 'number' ? significant(value, 2) : String(value);
}

/** What sets a configuration apart from the others: the settings that are searched, in words. */
export function configurationText(recipe: Recipe, searched: Recipe): string {
  const parts = Object.keys(SEARCH_SPACES[recipe.kind]).map((name) => `${NAMES[name] ?? name} ${valueText(name, recipe[name as keyof Recipe])}`);
  if (searched.augmentation) parts.push(recipe.augmentation ? `${count(recipe.augmentation.copies, 'copy', 'copies')}` : 'no copies');
  return parts.join(', ');
}

/** A row's figures: mean accuracy in percent, and the least and the greatest of its seeds where it has several. */
export function rowText(row: LeaderboardRow): { accuracy: string; spread: string; logLoss: string } {
  const { accuracy, least, most, logLoss } = rowSpread(row);
  return { accuracy: percentNumber(accuracy), spread: row.results.length > 1 ? `${percentNumber(least)} to ${percentNumber(most)}` : 'one seed', logLoss: number(logLoss, 3) };
}

/** Whether the first is told apart from the next by more than their seeds differ. */
export function verdictText({ rows }: Leaderboard): string {
  const [first, second] = rows.map(rowSpread);
  if (!first) return '';
  const of = `${count(first.pictures, 'picture')} that no trial learnt from`;
  if (!second || rows[1]!.budget < rows[0]!.budget) return `Judged on ${of}.`;
  return first.least > second.most ? `Judged on ${of}. The first is ahead of the next under every seed.` : `Judged on ${of}. The first and the next overlap over their seeds: either may be trained.`;
}

/** What a search cost: `46 trials in 12.4 s, 0.27 s each`. */
export function costText({ trials, tookMs, rows }: Leaderboard): string {
  const spentMs = rows.reduce((sum, row) => sum + row.spentMs, 0);
  return `${count(trials, 'trial')} in ${duration(tookMs)}, ${duration(spentMs / Math.max(1, trials))} each`;
}
