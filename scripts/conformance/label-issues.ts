import { reviewLabels } from '../../src/domain/review/label-issues.ts';
import { attempt } from './compare.ts';

export interface LabelIssuesCase {
  readonly labels: number;
  readonly given: readonly number[];
  readonly probabilities: readonly (readonly number[])[];
}

/** What the product's confident learning finds, in the fixture's words. */
export function answerLabelIssues({ labels, given, probabilities }: LabelIssuesCase): unknown {
  return attempt(() => {
    const { thresholds, confident, joint, calibrated, issues } = reviewLabels({ labels, given, probabilities: probabilities.flat() });
    return {
      thresholds,
      confident_label: Array.from(confident, (label) => (label < 0 ? null : label)),
      confident_joint: joint,
      calibrated_joint: calibrated,
      issues: issues.map(({ row, given: own, suggested, selfConfidence, margin }) => ({ row, given: own, suggested, self_confidence: selfConfidence, normalised_margin: margin })),
    };
  });
}
