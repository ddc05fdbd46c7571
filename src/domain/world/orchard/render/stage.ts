import { cos, sin } from '../../../common/random/exact.ts';
import { Random } from '../../../common/random/random.ts';
import { cultivarOf } from '../catalogue.ts';
import type { Fruit } from '../fruit.ts';
import type { Cultivar } from '../traits.ts';
import { bent } from './bent.ts';
import type { Bend } from './bent.ts';
import type { Canvas } from './canvas.ts';
import { Fragments } from './fragments.ts';
import { lightFor, shade } from './light.ts';
import type { Light } from './light.ts';
import { castShadow } from './shadow.ts';
import { solid } from './shape.ts';
import type { Frame, Outline } from './shape.ts';
import { stroke } from './stroke.ts';

const shared = new Fragments();
/** Strength of the highlight that wax adds to a dull skin. */
const WAX_GLOSS = 0.6;

/** One fruit being painted: what a species' painter works with. Shapes fill `fragments`; `flush` lights and lays them down. */
export class Stage {
  readonly fragments = shared;
  readonly cultivar: Cultivar;
  readonly frame: Frame;
  /** For everything small on this fruit. */
  readonly random: Random;
  /** Offset into textures, 0..255. */
  readonly offset: number;
  private readonly light: Light;

  constructor(readonly canvas: Canvas, readonly fruit: Fruit, lampAngle: number) {
    const { size } = canvas;
    this.cultivar = cultivarOf(fruit.species, fruit.cultivar);
    this.frame = {
      size,
      cx: size * (0.5 + fruit.dx),
      cy: size * (0.5 + fruit.dy),
      radius: size * fruit.scale,
      cos: cos(fruit.turn),
      sin: sin(fruit.turn),
    };
    this.light = lightFor(lampAngle, fruit.turn);
    this.random = new Random(fruit.skinSeed, 0, 0);
    this.offset = this.random.int(256);
  }

  /** A round body with its shadow; each fruit a little out of true. */
  solid(outline: Outline, depth: number): Fragments {
    const lean = 0.022 * this.random.normal();
    const swell = 0.014 * this.random.normal();
    solid(this.fragments, this.frame, outline, this.cultivar.aspect ?? 1, depth, lean, swell);
    castShadow(this.canvas, this.frame, 1);
    return this.fragments;
  }

  /** A bent body with its shadow. */
  bent(bend: Bend): Fragments {
    bent(this.fragments, this.frame, bend);
    castShadow(this.canvas, this.frame, 1);
    return this.fragments;
  }

  /** A rod or blade through triples of x, y, half width, running from one linear colour to another, with a paler midrib. */
  stroke(points: readonly number[], roundness: number, from: readonly number[], to: readonly number[], rib = 0): void {
    const f = this.fragments;
    stroke(f, this.frame, points, roundness);
    const { red, green, blue, px, py } = f;
    for (let k = 0; k < f.count; k += 1) {
      const t = px[k]!;
      const across = py[k]!;
      const near = 1 - across * across * 9;
      const pale = 1 + (near > 0 ? rib * near : 0) - 0.12 * rib * across;
      red[k] = (from[0]! + t * (to[0]! - from[0]!)) * pale;
      green[k] = (from[1]! + t * (to[1]! - from[1]!)) * pale;
      blue[k] = (from[2]! + t * (to[2]! - from[2]!)) * pale;
    }
    this.lay();
  }

  /** Lights the skin that is in `fragments`, under its wax where that shines, and lays it over the canvas. */
  flush(): void {
    const { fragments: { count, gloss }, fruit: { gloss: wax = 0 } } = this;
    if (wax > 0) for (let k = 0; k < count; k += 1) gloss[k] = (1 + wax) * gloss[k]! + WAX_GLOSS * wax;
    this.lay();
  }

  private lay(): void {
    shade(this.fragments, this.light);
    this.canvas.compose(this.fragments);
  }
}

/** Draws one fruit of a species, shadow first, on a stage. */
export type Painter = (stage: Stage) => void;
