import { OrchardError } from '../common/errors.ts';
import { Random } from '../common/random/random.ts';

/** Chance of the inspector is apart from that of fruit. */
const LANE = 40;

/** An inspector that is wrong at a rate, with a seed of its own. */
export interface Inspector {
  /** 0..1. */
  readonly errorRate: number;
  readonly seed: number;
}

/**
 * What a simulated inspector says of a fruit: its truth, or, at the error rate, any other of the labels alike. A function of the seed, the fruit's
 * index and how often it was shown before. Throws `label-unknown` for a truth that is none of the labels, `argument-invalid` for an impossible rate.
 */
export function inspectorLabel({ errorRate, seed }: Inspector, labels: readonly string[], truth: string, index: number, shown: number): string {
  if (!(errorRate >= 0 && errorRate <= 1)) throw new OrchardError('argument-invalid', `an error rate of ${errorRate}`);
  if (!labels.includes(truth)) throw new OrchardError('label-unknown', truth);
  const random = new Random(seed, index, LANE + shown);
  const errs = random.bool(errorRate);
  const others = labels.filter((label) => label !== truth);
  return errs && others.length > 0 ? others[random.int(others.length)]! : truth;
}
