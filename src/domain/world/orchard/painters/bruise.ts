import type { Stage } from '../render/stage.ts';
import { noiseAt } from '../render/texture.ts';

/** A brown, dull, slightly sunken patch on the skin in `fragments`, as large and dark as the fruit is bruised. */
export function paintBruise({ fruit, fragments, random, offset }: Stage): void {
  if (fruit.bruise <= 0) return;
  const x0 = 0.9 * (random.next() - 0.5);
  const y0 = 0.9 * (random.next() - 0.5);
  const reach = 0.12 + 0.22 * fruit.bruise;
  const { count, px, py, red, green, blue, gloss } = fragments;
  for (let k = 0; k < count; k += 1) {
    const dx = px[k]! - x0;
    const dy = py[k]! - y0;
    const edge = 0.5 * noiseAt(px[k]! * 70 + offset, py[k]! * 70);
    const fall = 1 + edge - (dx * dx + dy * dy * 1.4) / (reach * reach);
    if (fall <= 0) continue;
    const part = (0.25 + 0.3 * fruit.bruise) * (fall < 1 ? fall : 1);
    red[k] = red[k]! + part * (0.13 - red[k]!);
    green[k] = green[k]! + part * (0.07 - green[k]!);
    blue[k] = blue[k]! + part * (0.025 - blue[k]!);
    gloss[k] = gloss[k]! * (1 - part);
  }
}
