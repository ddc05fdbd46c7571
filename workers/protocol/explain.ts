import type { HeatMap } from '../../src/domain/learning/evaluation/heat-map.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import type { NetworkArtifact, Signature } from '../../src/domain/registry/version.ts';

/** A version and the picture that it is to account for. */
export interface ExplainInput {
  version: number;
  signature: Signature;
  artifact: NetworkArtifact;
  /** A file as it is stored, or square pixels. */
  source: { blob: Blob } | { picture: Picture };
  /** The label that is accounted for; the predicted one when left out. Position in the signature's labels. */
  label?: number;
}

export interface ExplainOutput {
  /** Probabilities of the picture as it is. */
  scores: Float32Array<ArrayBuffer>;
  /** The picture as the version was shown it. */
  shown: Picture;
  /** The label that the maps account for. */
  label: number;
  /** By what the label's log odds fall when a part is covered. */
  occlusion: HeatMap;
  /** The label's probability with the part covered that takes most from it, and with the one that takes least or adds. */
  covered: { lowest: number; highest: number };
  /** What each place adds to the label's logit; null where the network has no convolution of its own. */
  activation: HeatMap | null;
}
