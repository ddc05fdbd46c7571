interface Ball { width: number; height: number; data: Uint8ClampedArray<ArrayBuffer> }

const drawn = new Map<string, Ball>();

/** A shaded ball on slate: stands in for a photograph where only the part around it matters. */
export function ball(hue: number, light = 50, size = 64): Ball {
  const key = `${hue} ${light} ${size}`;
  const known = drawn.get(key) ?? draw(hue, light, size);
  drawn.set(key, known);
  return known;
}

function draw(hue: number, light: number, size: number): Ball {
  const data = new Uint8ClampedArray(size * size * 4);
  const half = size / 2;
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const dx = (x - half) / (half * 0.72);
      const dy = (y - half) / (half * 0.68);
      const r2 = dx * dx + dy * dy;
      const at = (y * size + x) * 4;
      const lit = r2 < 1 ? Math.max(0.25, 0.45 + 0.75 * (-0.5 * dx - 0.6 * dy + 0.62 * Math.sqrt(1 - r2))) : 0;
      const [r, g, b] = r2 < 1 ? hsl(hue, 62, light * lit) : [82, 90, 84];
      data.set([r!, g!, b!, 255], at);
    }
  }
  return { width: size, height: size, data };
}

function hsl(h: number, s: number, l: number): number[] {
  const a = (s / 100) * Math.min(l / 100, 1 - l / 100);
  return [0, 8, 4].map((n) => {
    const k = (n + h / 30) % 12;
    return Math.round(255 * (l / 100 - a * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  });
}
