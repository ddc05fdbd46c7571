import type { Plugin } from 'chart.js';
import { withAlpha } from '../palette.ts';

/** One true drift: its colour, and its weight at evenly spaced places from the left edge to the right. */
export interface Shade {
  colour: string;
  weights: readonly number[];
}

/** Shades the ground of a lane where the world truly drifts, as strong as w(t); `strength` is the opacity at w = 1. */
export function driftShade(read: () => { shades: readonly Shade[]; strength: number }): Plugin<'line'> {
  return {
    id: 'driftShade',
    beforeDraw({ ctx, chartArea }) {
      if (!chartArea) return;
      const { left, right, top, bottom } = chartArea;
      const { shades, strength } = read();
      for (const { colour, weights } of shades) {
        if (weights.length < 2) continue;
        const gradient = ctx.createLinearGradient(left, 0, right, 0);
        weights.forEach((weight, i) => gradient.addColorStop(i / (weights.length - 1), withAlpha(colour, strength * weight)));
        ctx.fillStyle = gradient;
        ctx.fillRect(left, top, right - left, bottom - top);
      }
    },
  };
}
