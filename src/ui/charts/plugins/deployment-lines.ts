import type { Plugin } from 'chart.js';

/** An ink line through the lane wherever another version went live. */
export function deploymentLines(read: () => { indices: readonly number[]; colour: string }): Plugin<'line'> {
  return {
    id: 'deploymentLines',
    beforeDatasetsDraw({ ctx, scales, chartArea }) {
      const across = scales['x'];
      if (!across) return;
      const { indices, colour } = read();
      ctx.fillStyle = colour;
      for (const index of indices) {
        const x = across.getPixelForValue(index);
        if (x >= chartArea.left && x <= chartArea.right) ctx.fillRect(Math.round(x), chartArea.top, 1, chartArea.bottom - chartArea.top);
      }
    },
  };
}
