import { withAlpha } from '../charts/palette.ts';
import type { Palette } from '../charts/palette.ts';
import { lightGains } from '../../domain/world/orchard/render/light-gains.ts';
import type { Light } from '../../domain/world/orchard/world.ts';
import type { SpriteImage } from './sprite-cache.ts';

/** A fruit with its shadow, centred on (x, y) in a square of `size` px; an outline while its sprite is being drawn. */
export function paintFruit(context: CanvasRenderingContext2D, image: SpriteImage | null, x: number, y: number, size: number, palette: Palette): void {
  if (image) {
    context.drawImage(image, x - size / 2, y - size / 2, size, size);
    return;
  }
  context.beginPath();
  context.arc(x, y, size * 0.34, 0, 2 * Math.PI);
  context.strokeStyle = palette.rule2;
  context.lineWidth = 1;
  context.stroke();
}

/** The mark of a frozen frame, about a fruit of `size` px: a cut frame, with the two bars of what stands still in its corner. */
export function paintFrozen(context: CanvasRenderingContext2D, x: number, y: number, size: number, palette: Palette): void {
  const half = size * 0.42;
  context.save();
  context.strokeStyle = palette.warn;
  context.lineWidth = Math.max(1, size / 60);
  context.setLineDash([size / 12, size / 20]);
  context.strokeRect(x - half, y - half, 2 * half, 2 * half);
  const bar = Math.max(1.5, size / 24);
  context.fillStyle = palette.warn;
  for (const at of [0, 2 * bar]) context.fillRect(x - half + bar + at, y - half + bar, bar, 3.5 * bar);
  context.restore();
}

/** The belt's surface: its ground in the light that falls on it, and seams that travel with it. `shift` is the way travelled, px. */
export function paintSurface(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number, shift: number, gap: number, slant: number, palette: Palette, light?: Light): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.fillStyle = palette.well;
  context.fillRect(x, y, width, height);
  context.strokeStyle = withAlpha(palette.rule2, 0.3);
  context.lineWidth = 1;
  context.beginPath();
  for (let seam = x - (shift % gap) - gap; seam < x + width + gap; seam += gap) {
    context.moveTo(seam + slant, y);
    context.lineTo(seam, y + height);
  }
  context.stroke();
  if (light) {
    // Screens show the 2.2nd root of linear light.
    const shares = lightGains(light, 1).map((gain) => Math.round(255 * Math.min(1, gain ** (1 / 2.2))));
    context.globalCompositeOperation = 'multiply';
    context.fillStyle = `rgb(${shares.join(' ')})`;
    context.fillRect(x, y, width, height);
  }
  context.restore();
}
