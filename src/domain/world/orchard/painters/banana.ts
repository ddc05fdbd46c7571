import { RAMP_STEPS, linearOf, rampOf } from '../render/colour.ts';
import type { Stage } from '../render/stage.ts';
import { cellBits, noiseAt } from '../render/texture.ts';
import { paintBruise } from './bruise.ts';

const BROWN = linearOf('#43240d');
const TIP = linearOf('#2c1c10');
const STALK_GREEN = linearOf('#7c9a3c');
const STALK_BROWN = linearOf('#6b4a20');

const STEPS = 64;

/** Half width along the fruit: blossom tip, body, neck, stalk. */
const BODY = Float64Array.from({ length: STEPS + 1 }, (_, k) => {
  const t = k / STEPS;
  const tip = t < 0.3 ? 1 - t / 0.3 : 0;
  const neck = t > 0.58 ? (t - 0.58) / 0.3 : 0;
  if (neck < 1) return 0.248 - 0.19 * tip * tip * (0.55 + 0.45 * tip * tip) - 0.178 * neck * neck * (3 - 2 * neck) - 0.012 * neck;
  const stalk = (t - 0.88) / 0.12;
  return 0.058 + (stalk > 0.7 ? 0.035 * (stalk - 0.7) : 0);
});

const profile = new Float64Array(STEPS + 1);

/** Paints a banana. */
export function paintBanana(stage: Stage): void {
  const { cultivar, fruit, offset, random } = stage;
  const thick = 1.12 * (cultivar.aspect ?? 1) * (1 + 0.05 * random.normal());
  for (let k = 0; k <= STEPS; k += 1) profile[k] = BODY[k]! * thick;
  const curve = Math.max(1, 1.07 + 0.06 * random.normal());
  const f = stage.bent({ curve, low: -0.34, from: -0.88 / curve, to: 0.95 / curve, profile });
  const { px, py, pz, nx, ny, nz, red, green, blue, gloss } = f;
  const ground = rampOf(cultivar.ground);
  const { look } = fruit;
  const spotted = look > 0.66 ? (look - 0.66) / 0.34 : 0;
  const stalk = look > 0.5 ? Math.min(1, (look - 0.5) * 2.2) : 0;
  const greenEnds = look < 0.62 ? 0.2 : Math.max(0, 0.2 - (look - 0.62));
  for (let k = 0; k < f.count; k += 1) {
    const t = px[k]!;
    const across = py[k]!;
    const z = pz[k]!;
    const mottle = noiseAt(t * 90 + offset, across * 18);
    const end = t > 0.72 ? (t - 0.72) * 3.5 : t < 0.14 ? (0.14 - t) * 5 : 0;
    let step = (look + 0.02 * mottle - greenEnds * end * 0.8) * RAMP_STEPS;
    step = 3 * ((step < 0 ? 0 : step > RAMP_STEPS ? RAMP_STEPS : step) | 0);
    const tone = 1 + 0.05 * mottle;
    let r = ground[step]! * tone;
    let g = ground[step + 1]! * tone;
    let b = ground[step + 2]! * tone;
    gloss[k] = 0.55;

    // five flat faces meet in soft ridges
    const face = across * 1.6 + 0.35;
    const ridge = face - Math.floor(face) - 0.5;
    const flat = ridge * (0.25 - ridge * ridge) * 3.4;
    nx[k] = nx[k]! - flat * 0.1;
    ny[k] = ny[k]! - flat;
    const crest = 0.5 - (ridge < 0 ? -ridge : ridge);
    if (crest < 0.08) {
      const line = (0.08 - crest) * 1.1;
      r *= 1 - line;
      g *= 1 - line;
      b *= 1 - line;
    }

    if (spotted > 0 && t > 0.05 && t < 0.9) {
      let brown = 0;
      const wide = across / (0.5 + 0.5 * z);
      for (let layer = 0; layer < 2; layer += 1) {
        const u = t * (layer === 0 ? 27 : 15) + 0.31 * wide;
        const v = wide * (layer === 0 ? 3.9 : 2.3) + 20 + 3.7 * t + layer * 0.4;
        const i = Math.floor(u);
        const j = Math.floor(v);
        const bits = cellBits(i, j, fruit.skinSeed + layer);
        if ((bits & 255) > (layer === 0 ? 70 : 20) + 150 * spotted) continue;
        const size = (0.02 + ((bits >>> 8) & 255) * 0.0005) * (0.5 + 0.7 * spotted);
        const du = u - i - 0.3 - ((bits >>> 16) & 255) * 0.0016;
        const dv = v - j - 0.3 - (bits >>> 24) * 0.0016;
        const near = (size - du * du - dv * dv) * 18;
        if (near > brown) brown = near;
      }
      brown = (brown > 1 ? 1 : brown) * (0.5 + 0.28 * spotted);
      const blotch = spotted * spotted * (0.16 + 0.34 * noiseAt(t * 34 + offset, wide * 7));
      if (blotch > 0) brown += (1 - brown) * blotch;
      r += brown * (BROWN[0] - r);
      g += brown * (BROWN[1] - g);
      b += brown * (BROWN[2] - b);
    }
    if (t > 0.84) {
      let part = (t - 0.84) * 12;
      part = part > 1 ? 1 : part;
      const cut = t > 0.975 ? 0.75 : 0;
      r += part * 0.8 * (STALK_GREEN[0] + stalk * (STALK_BROWN[0] - STALK_GREEN[0]) - r);
      g += part * 0.8 * (STALK_GREEN[1] + stalk * (STALK_BROWN[1] - STALK_GREEN[1]) - g);
      b += part * 0.8 * (STALK_GREEN[2] + stalk * (STALK_BROWN[2] - STALK_GREEN[2]) - b);
      r += cut * (TIP[0] - r);
      g += cut * (TIP[1] - g);
      b += cut * (TIP[2] - b);
    } else if (t < 0.055) {
      const part = t < 0.03 ? 0.92 : (0.055 - t) * 36;
      r += part * (TIP[0] - r);
      g += part * (TIP[1] - g);
      b += part * (TIP[2] - b);
    }
    red[k] = r;
    green[k] = g;
    blue[k] = b;
    nz[k] = nz[k]! * 1.05;
  }
  paintBruise(stage);
  stage.flush();
}
