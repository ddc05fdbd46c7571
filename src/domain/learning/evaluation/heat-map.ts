/** Signed contributions over a picture, row by row from its top left corner: above 0 speaks for the label, below 0 against it. */
export interface HeatMap {
  /** Cells a side. */
  side: number;
  /** side × side numbers. */
  values: Float32Array<ArrayBuffer>;
}

/** Cells a side of an occlusion map: fine enough for a part of a fruit, and 64 predictions. */
export const OCCLUSION_SIDE = 8;
/** Side of what is covered, in cells. A part of a fruit that is covered bit by bit would always show enough of itself. */
const COVERED_CELLS = 2;

/** A part that is covered, in pixels. */
export interface OccludedPart {
  x: number;
  y: number;
  side: number;
}

/** The parts of a square picture that are covered one after another: two cells wide, one for each place of the grid where two cells fit. */
export function occludedParts(pixels: number): OccludedPart[] {
  const places = OCCLUSION_SIDE - COVERED_CELLS + 1;
  const edge = (cell: number): number => Math.round((cell * pixels) / OCCLUSION_SIDE);
  return Array.from({ length: places * places }, (_, i) => {
    const [column, row] = [i % places, Math.floor(i / places)];
    return { x: edge(column), y: edge(row), side: Math.max(1, edge(column + COVERED_CELLS) - edge(column)) };
  });
}

/**
 * The map of what covering each part took away (Zeiler, Fergus, Visualizing and Understanding Convolutional Networks, 2014): a cell has the mean over the parts that cover it.
 * `drops` in the order of `occludedParts`: log odds as they are less log odds with the part covered.
 */
export function occlusionMap(drops: ArrayLike<number>): HeatMap {
  const side = OCCLUSION_SIDE;
  const places = side - COVERED_CELLS + 1;
  const values = new Float32Array(side * side);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      let sum = 0;
      let count = 0;
      for (let row = Math.max(0, y - COVERED_CELLS + 1); row <= Math.min(places - 1, y); row += 1) {
        for (let column = Math.max(0, x - COVERED_CELLS + 1); column <= Math.min(places - 1, x); column += 1) {
          sum += drops[row * places + column]!;
          count += 1;
        }
      }
      values[y * side + x] = sum / count;
    }
  }
  return { side, values };
}

/** Probabilities closer to 0 than this are no longer told apart. */
const LEAST = 1e-30;

/** Log odds of a label against all others, nats: unlike its probability they still move where a model is all but certain. */
export function logOdds(scores: ArrayLike<number>, label: number): number {
  let others = 0;
  for (let k = 0; k < scores.length; k += 1) if (k !== label) others += scores[k]!;
  return Math.log(Math.max(LEAST, scores[label]!)) - Math.log(Math.max(LEAST, others));
}

/** Where a map speaks loudest for its label and against it, as cells with their values; null where nothing does. */
export function strongestCells({ side, values }: HeatMap): { most: { column: number; row: number; value: number } | null; least: { column: number; row: number; value: number } | null } {
  const cellAt = (at: number) => ({ column: at % side, row: Math.floor(at / side), value: values[at]! });
  let [most, least] = [0, 0];
  values.forEach((value, at) => {
    if (value > values[most]!) most = at;
    if (value < values[least]!) least = at;
  });
  return { most: values[most]! > 0 ? cellAt(most) : null, least: values[least]! < 0 ? cellAt(least) : null };
}
