/** What a version said of one picture. */
export interface Verdict {
  said: string;
  right: boolean;
  /** Probability of what it said. */
  confidence: number;
  /** Probability that it gave to the truth; 0 when it does not know the label. */
  ofTruth: number;
}
