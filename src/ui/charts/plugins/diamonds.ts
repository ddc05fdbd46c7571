import type { Plugin } from 'chart.js';
import type { Palette } from '../palette.ts';

/** An alert on a series. */
export interface Diamond {
  index: number;
  value: number;
  state: 'pending' | 'firing' | 'resolved';
}

const RADIUS = 5.5;

/** Draws alerts as diamonds: full while firing, half while pending, hollow once resolved. */
export function alertDiamonds(read: () => { diamonds: readonly Diamond[]; palette: Palette }): Plugin<'line'> {
  return {
    id: 'alertDiamonds',
    afterDatasetsDraw({ ctx, scales, chartArea }) {
      const { x: across, y: up } = scales;
      if (!across || !up) return;
      const { diamonds, palette } = read();
      ctx.save();
      ctx.lineWidth = 1.3;
      for (const { index, value, state } of diamonds) {
        const x = across.getPixelForValue(index);
        if (x < chartArea.left - 1 || x > chartArea.right + 1) continue;
        const y = up.getPixelForValue(value);
        outline(ctx, x, y);
        ctx.fillStyle = state === 'firing' ? palette.alert : palette.paper;
        ctx.fill();
        ctx.strokeStyle = state === 'pending' ? palette.warn : palette.alert;
        ctx.stroke();
        if (state !== 'pending') continue;
        ctx.beginPath();
        ctx.moveTo(x, y - RADIUS);
        ctx.lineTo(x - RADIUS, y);
        ctx.lineTo(x, y + RADIUS);
        ctx.fillStyle = palette.warn;
        ctx.fill();
      }
      ctx.restore();
    },
  };
}

function outline(ctx: CanvasRenderingContext2D, x: number, y: number): void {
  ctx.beginPath();
  ctx.moveTo(x, y - RADIUS);
  ctx.lineTo(x + RADIUS, y);
  ctx.lineTo(x, y + RADIUS);
  ctx.lineTo(x - RADIUS, y);
  ctx.closePath();
}
