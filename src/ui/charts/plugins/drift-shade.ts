import type { Plugin } from 'chart.js';
import { withAlpha } from '../palette.ts';

/** One true drift: its colour, and its weight at evenly spaced places from the left edge to the right. */
export interface Shade {
  colour: string;
  weights: readonly number[];
}

/** What shades a lane; `strength` is the opacity at w = 1. */
export interface ShadedGround {
  shades: readonly Shade[];
  strength: number;
}

/** Shades the ground of a lane where the world truly drifts, as strong as w(t). Gradients are kept until ground or width change. */
export function driftShade(read: () => ShadedGround): Plugin<'line'> {
  let gradients: CanvasGradient[] = [];
  let made: { ground: ShadedGround; left: number; right: number } | null = null;
  return {
    id: 'driftShade',
    beforeDraw({ ctx, chartArea }) {
      if (!chartArea) return;
      const { left, right, top, bottom } = chartArea;
      const ground = read();
      if (made?.ground !== ground || made.left !== left || made.right !== right) {
        gradients = ground.shades.filter(({ weights }) => weights.length > 1).map((shade) => gradientOf(ctx, shade, ground.strength, left, right));
        made = { ground, left, right };
      }
      for (const gradient of gradients) {
        ctx.fillStyle = gradient;
        ctx.fillRect(left, top, right - left, bottom - top);
      }
    },
  };
}

function gradientOf(ctx: CanvasRenderingContext2D, { colour, weights }: Shade, strength: number, left: number, right: number): CanvasGradient {
  const gradient = ctx.createLinearGradient(left, 0, right, 0);
  weights.forEach((weight, i) => gradient.addColorStop(i / (weights.length - 1), withAlpha(colour, strength * weight)));
  return gradient;
}
