import type { HeatMap } from '../domain/learning/evaluation/heat-map.ts';
import type { ExplainOutput } from '../../workers/protocol/explain.ts';

/** What a version looks at in a picture as scripts are told it: plain lists, labels by their names. */
export function heatAnswer(labels: readonly string[], { label, scores, occlusion, covered, activation }: Omit<ExplainOutput, 'shown'>) {
  const map = ({ side, values }: HeatMap) => ({ side, values: Array.from(values) });
  return { label: labels[label]!, scores: Object.fromEntries(labels.map((name, i) => [name, scores[i]!])), occlusion: map(occlusion), covered, activation: activation && map(activation) };
}
