/**
 * The pixels of one solid, as parallel columns: where it is, how it faces, what colour it has. Shapes write position and
 * normal, skins write colour, the light turns colour into radiance, the canvas takes it. Reused from render to render.
 */
export class Fragments {
  count = 0;
  capacity = 0;
  /** Index of the pixel in the canvas. */
  pixel = new Int32Array(0);
  /** Share of the pixel that is covered, 0..1. */
  cover = new Float32Array(0);
  /** Unit normal in the fruit's own frame: x right, y up, z to the camera. */
  nx = new Float32Array(0);
  ny = new Float32Array(0);
  nz = new Float32Array(0);
  /** Place on the surface: on the unit sphere for round fruit; along, across and height for bent and flat things. */
  px = new Float32Array(0);
  py = new Float32Array(0);
  pz = new Float32Array(0);
  /** Linear colour: of the skin before lighting, radiance after. */
  red = new Float32Array(0);
  green = new Float32Array(0);
  blue = new Float32Array(0);
  /** Strength of the highlight, 0..1. */
  gloss = new Float32Array(0);
  /** Light that reaches this place, 0..1: below 1 in hollows. */
  open = new Float32Array(0);

  /** Empties the columns and makes room for `capacity` pixels. */
  reset(capacity: number): void {
    this.count = 0;
    if (capacity <= this.capacity) return;
    this.capacity = capacity;
    this.pixel = new Int32Array(capacity);
    const column = () => new Float32Array(capacity);
    this.cover = column();
    this.nx = column();
    this.ny = column();
    this.nz = column();
    this.px = column();
    this.py = column();
    this.pz = column();
    this.red = column();
    this.green = column();
    this.blue = column();
    this.gloss = column();
    this.open = column();
  }
}
