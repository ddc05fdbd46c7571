import { grad, mean, mul, reshape, slice, squeeze, sum, tensor4d, tidy, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import { OrchardError } from '../../src/domain/common/errors.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import { covered, meanColour } from '../../src/domain/data/augmentation/frame-transforms.ts';
import { centreSquare, resample, shownAt } from '../../src/domain/data/features/resample.ts';
import { argMax } from '../../src/domain/learning/evaluation/classification.ts';
import { logOdds, occludedParts, occlusionMap, type HeatMap } from '../../src/domain/learning/evaluation/heat-map.ts';
import { Transferring, type CallContext } from '../protocol/message.ts';
import type { ExplainInput, ExplainOutput } from '../protocol/explain.ts';
import type { EmbeddingCache } from '../tensor/embedding-cache.ts';
import { loadNetwork } from '../tensor/network.ts';
import { writeRgb } from '../tensor/pixels.ts';
import { Predictor } from '../tensor/predictor.ts';
import type { TrainerDeps } from './deps.ts';

type Layer = layers.Layer;

/**
 * What a version looks at in one picture: its probability with each part covered, and where it has convolutions the class activation of the last of them.
 * Throws OrchardError `cancelled`, `model-incompatible`, `argument-invalid` for a label that the version does not know, those of decoding, and what the backbone throws.
 */
export async function explainPicture(
  { version, signature, artifact, source, label }: ExplainInput, { signal, progress }: CallContext<{ done: number; total: number }>, deps: TrainerDeps, embeddings: EmbeddingCache,
): Promise<Transferring<ExplainOutput>> {
  const classes = signature.labels.length;
  if (label !== undefined && !(Number.isInteger(label) && label >= 0 && label < classes)) throw new OrchardError('argument-invalid', `label ${label}`);
  const whole = centreSquare('blob' in source ? await deps.codec.decode(source.blob) : source.picture);
  const shown = shownAt(whole, signature.inputSize);
  const colour = meanColour(shown);
  const pictures = [shown, ...occludedParts(shown.width).map(({ x, y, side }) => covered(shown, x, y, side, side, colour))];
  const predictor = new Predictor(version, signature, artifact, deps.compute, embeddings);
  const all = new Float32Array(pictures.length * classes);
  try {
    await deps.withFallback(() => predictor.warmUp());
    for (let from = 0; from < pictures.length; from += predictor.batchRows) {
      await deps.pause();
      if (signal.aborted) throw new OrchardError('cancelled');
      const batch = pictures.slice(from, from + predictor.batchRows);
      all.set((await deps.withFallback(() => predictor.predict(batch))).scores, from * classes);
      progress({ done: from + batch.length, total: pictures.length });
    }
  } finally {
    predictor.dispose();
  }
  const scores = all.slice(0, classes);
  const about = label ?? argMax(scores, 0, classes);
  const covers = Array.from({ length: pictures.length - 1 }, (_, i) => all.subarray((i + 1) * classes, (i + 2) * classes));
  const drops = Float64Array.from(covers, (each) => logOdds(scores, about) - logOdds(each, about));
  const probabilities = covers.map((each) => each[about]!);
  const activation = signature.input === 'pixels' ? await deps.withFallback(() => activationOf(artifact, shown, signature.inputSize, about)) : null;
  const occlusion = occlusionMap(drops);
  return new Transferring({ scores, shown, label: about, occlusion, covered: { lowest: Math.min(...probabilities), highest: Math.max(...probabilities) }, activation }, [scores.buffer, occlusion.values.buffer, ...(activation ? [activation.values.buffer] : [])]);
}

/**
 * Class activation: the last convolution's maps, each weighted by the mean slope of the label's logit with respect to it (Grad-CAM, Selvaraju et al. 2017; with one dense layer behind
 * the average it is the class activation map of Zhou et al. 2016). Signed, since what speaks against a label is of interest too. Null for a network without convolutions.
 */
async function activationOf(artifact: ExplainInput['artifact'], shown: Picture, side: number, label: number): Promise<HeatMap | null> {
  const model = await loadNetwork(artifact);
  try {
    const all = (model as LayersModel).layers as Layer[];
    const last = all.findLastIndex((layer) => layer.getClassName() === 'Conv2D');
    if (last < 0) return null;
    const through = (x: Tensor, from: number, to: number): Tensor => all.slice(from, to).reduce((value, layer) => (layer.getClassName() === 'Dropout' || layer.getClassName() === 'InputLayer' ? value : layer.apply(value) as Tensor), x);
    const heat = tidy(() => {
      const rgb = new Float32Array(side * side * 3);
      writeRgb(resample(shown, side, side).data, rgb, 0);
      const maps = through(tensor4d(rgb, [1, side, side, 3]), 0, last + 1) as Tensor4D;
      // The last layer makes probabilities of the logits.
      const logit = (x: Tensor): Tensor => sum(slice(reshape(through(x, last + 1, all.length - 1), [-1]), [label], [1]));
      const slopes = mean(grad(logit)(maps), [1, 2], true);
      return squeeze(sum(mul(maps, slopes), 3), [0]);
    });
    try {
      const values = (await heat.data()) as Float32Array;
      return { side: heat.shape[0]!, values: values.slice() as Float32Array<ArrayBuffer> };
    } finally {
      heat.dispose();
    }
  } finally {
    model.dispose();
  }
}
