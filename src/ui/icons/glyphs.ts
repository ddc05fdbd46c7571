/** One drawing: stroked and filled outlines on a grid, 16 × 16 unless `box` says otherwise. */
export interface Glyph {
  box?: readonly [width: number, height: number];
  stroke?: string;
  fill?: string;
  /** Stroke width on the glyph's own grid; 1.3 unless told. */
  weight?: number;
}

const circle = (x: number, y: number, r: number): string => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
const DIAMOND = 'M8 2.6 13.4 8 8 13.4 2.6 8Z';

function network(columns: readonly (readonly [x: number, ys: readonly number[]])[], r: number): string {
  const nodes = columns.flatMap(([x, ys]) => ys.map((y) => circle(x, y, r))).join('');
  const edges = columns.slice(1).flatMap(([x, ys], i) => {
    const [fromX, fromYs] = columns[i]!;
    return fromYs.flatMap((from) => ys.map((to) => `M${fromX + r} ${from}L${x - r} ${to}`));
  });
  return nodes + edges.join('');
}

export const GLYPHS = {
  book: { stroke: 'M8 4.2C6.5 3 4.4 2.8 2 3v9.6c2.4-.2 4.5 0 6 1.2 1.5-1.2 3.6-1.4 6-1.2V3c-2.4-.2-4.5 0-6 1.2ZM8 4.2v9.6' },
  mark: {
    box: [24, 24],
    stroke: 'M12.2 7.2C9.6 5.6 3 5.7 3 12.6c0 4.6 2.9 8.9 5.6 8.9 1.4 0 1.9-.7 3.4-.7s2 .7 3.4.7c2.7 0 5.6-4.3 5.6-8.9 0-6.9-6.6-7-8.8-5.4ZM12.2 7.2C12.1 5 13 3.2 15.4 2.4M7.4 11.7H16.6M7.8 15.3H16.2',
    weight: 1.5,
  },
  bell: { stroke: 'M3.4 11.4h9.2c-1-1-1.3-2-1.3-4.3a3.3 3.3 0 0 0-6.6 0c0 2.3-.3 3.3-1.3 4.3ZM8 3.8V2.4M6.9 13.7h2.2' },
  chip: { stroke: 'M4.2 4.2h7.6v7.6H4.2ZM6.5 6.5h3v3h-3ZM6.3 4.2V2M9.7 4.2V2M6.3 14v-2.2M9.7 14v-2.2M4.2 6.3H2M4.2 9.7H2M14 6.3h-2.2M14 9.7h-2.2' },
  database: { stroke: 'M3 4c0-1.1 2.2-1.9 5-1.9s5 .8 5 1.9-2.2 1.9-5 1.9S3 5.1 3 4Zm0 0v8c0 1.1 2.2 1.9 5 1.9s5-.8 5-1.9V4M3 8c0 1.1 2.2 1.9 5 1.9S13 9.1 13 8' },
  moon: { stroke: 'M13.4 9.6A5.8 5.8 0 1 1 6.8 2.5a4.6 4.6 0 0 0 6.6 7.1Z' },
  sun: { stroke: circle(8, 8, 2.9) + 'M8 1.6v1.6M8 12.8v1.6M1.6 8h1.6M12.8 8h1.6M3.5 3.5l1.1 1.1M11.4 11.4l1.1 1.1M3.5 12.5l1.1-1.1M11.4 4.6l1.1-1.1' },
  loop: { stroke: 'M2.6 6.9A5.6 5.6 0 0 1 12.6 5M13.4 9.1A5.6 5.6 0 0 1 3.4 11M12.9 2.3V5.2H10M3.1 13.7v-2.9H6' },
  play: { fill: 'M5 2.9v10.2a.5.5 0 0 0 .8.4l7.5-5.1a.5.5 0 0 0 0-.8L5.8 2.5A.5.5 0 0 0 5 2.9Z' },
  pause: { fill: 'M4.7 3h2v10h-2ZM9.3 3h2v10h-2Z' },
  step: { stroke: 'M4 3.6v8.8L10.4 8ZM12.4 3.4v9.2' },
  flag: { fill: 'M3.8 2.5h7.4v5.5H4.9v6H3.8Z' },
  'alert-inactive': { stroke: DIAMOND },
  'alert-pending': { stroke: DIAMOND, fill: 'M8 2.6V13.4L2.6 8Z' },
  'alert-firing': { stroke: DIAMOND, fill: DIAMOND },
  'alert-resolved': { stroke: 'M3 8.6 6.4 12 13 4.4', weight: 1.6 },
  'lock-closed': { stroke: 'M3.8 7.2h8.4v6.3H3.8ZM5.5 7.2V5a2.5 2.5 0 0 1 5 0v2.2' },
  'lock-open': { stroke: 'M3.8 7.2h8.4v6.3H3.8ZM5.5 7.2V4.6a2.5 2.5 0 0 1 4.9-.7' },
  undo: { stroke: 'M5.6 3 2.6 6l3 3M2.8 6h6.4a3.6 3.6 0 0 1 0 7.2H6.4' },
  'arrow-right': { stroke: 'M2.4 8h11M9.6 4.2 13.4 8l-3.8 3.8' },
  'chevron-down': { stroke: 'M4 6.2 8 10.2 12 6.2' },
  'chevron-up': { stroke: 'M4 9.8 8 5.8 12 9.8' },
  'chevron-right': { stroke: 'M6.2 4 10.2 8 6.2 12' },
  plus: { stroke: 'M8 3v10M3 8h10' },
  close: { stroke: 'M3.8 3.8l8.4 8.4M12.2 3.8 3.8 12.2' },
  camera: { stroke: 'M2 5.2h2.7l1.1-1.7h4.4l1.1 1.7H14v7.7H2Z' + circle(8, 8.8, 2.3) },
  check: { stroke: 'M3 8.6 6.4 12 13 4.4', weight: 1.6 },
  cross: { stroke: 'M4 4l8 8M12 4l-8 8', weight: 1.6 },
  menu: { stroke: 'M1.8 5.2h12.4M1.8 10.8h12.4' },
  download: { stroke: 'M8 2.4v7.8M4.7 7 8 10.3 11.3 7M2.8 13.4h10.4' },
  upload: { stroke: 'M8 10.6V2.8M4.7 6 8 2.7 11.3 6M2.8 13.4h10.4' },
  trash: { stroke: 'M2.8 4.4h10.4M6.2 4.4V2.6h3.6v1.8M4.2 4.4l.6 9.1h6.4l.6-9.1M6.8 7v4M9.2 7v4' },
  edit: { stroke: 'M2.8 13.2l.7-3.1 7.2-7.2 2.4 2.4-7.2 7.2ZM9.2 4.4l2.4 2.4' },
  link: { stroke: 'M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l.9-.9' },
  search: { stroke: circle(7, 7, 4.2) + 'M10.2 10.2 13.6 13.6' },
  'recipe-colour': {
    box: [40, 24],
    fill: 'M3 14h3.2v8H3ZM7.8 9.5H11V22H7.8ZM12.6 14H15.8v8H12.6ZM17.4 5h3.2v17h-3.2ZM22.2 10h3.2v12h-3.2ZM27 15h3.2v7H27ZM31.8 18H35v4h-3.2Z',
    stroke: 'M1 22.6H38',
  },
  'recipe-linear': { box: [40, 24], stroke: 'M2.5 3v18L15 16V8ZM21.5 4.5v15M26 12h6.5' + circle(35.4, 12, 2.9) },
  'recipe-mlp': {
    box: [40, 24],
    stroke: 'M2.5 3v18L15 16V8Z' + network([[21.5, [4.4, 9.5, 14.5, 19.6]], [35.6, [7.7, 16.3]]], 1.9),
    weight: 1.1,
  },
  'recipe-cnn': { box: [40, 24], stroke: 'M2 2h4v20H2ZM9.5 4.5h4v15h-4ZM17 7h4.6v10H17ZM25.5 9.2H32v5.6h-6.5Z' + circle(36.4, 12, 2.4) },
} as const satisfies Record<string, Glyph>;

export type IconName = keyof typeof GLYPHS;
