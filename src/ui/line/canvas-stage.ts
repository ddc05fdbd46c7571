import { readPalette, watchTheme, type Palette } from '../charts/palette.ts';

/** What a painter gets each frame: a cleared canvas measured in CSS px. */
export interface Frame {
  context: CanvasRenderingContext2D;
  width: number;
  height: number;
  palette: Palette;
  /** Since the frame before; 0 for the first after a rest. */
  seconds: number;
  nowMs: number;
}

const MOST_PIXEL_RATIO = 2;

/**
 * Paints a canvas in step with the screen, and only when something would be seen: not while the tab is hidden, the canvas is
 * scrolled away or the painter says that nothing moves. It is painted anew when the theme changes.
 */
export class CanvasStage {
  #canvas: HTMLCanvasElement;
  #context: CanvasRenderingContext2D;
  /** Answers whether it wants another frame. */
  #paint: (frame: Frame) => boolean;
  #frame = 0;
  #lastMs = 0;
  #width = 0;
  #height = 0;
  #inSight = true;
  #palette: Palette;
  readonly #unwatch: () => void;
  #resize: ResizeObserver;
  #sight: IntersectionObserver;

  constructor(canvas: HTMLCanvasElement, paint: (frame: Frame) => boolean) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d')!;
    this.#paint = paint;
    this.#palette = readPalette(canvas.parentElement!);
    this.#unwatch = watchTheme(() => {
      this.#palette = readPalette(canvas.parentElement!);
      this.request();
    });
    this.#resize = new ResizeObserver(([entry]) => {
      this.#width = entry!.contentRect.width;
      this.#height = entry!.contentRect.height;
      this.request();
    });
    this.#resize.observe(canvas);
    this.#sight = new IntersectionObserver(([entry]) => {
      this.#inSight = entry!.isIntersecting;
      this.request();
    });
    this.#sight.observe(canvas);
    document.addEventListener('visibilitychange', this.request);
  }

  get width(): number {
    return this.#width;
  }

  /** Asks for a frame; as many calls as one likes make one. */
  request = (): void => {
    if (this.#frame !== 0 || !this.#inSight || document.hidden) return;
    this.#frame = requestAnimationFrame(this.#draw);
  };

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#resize.disconnect();
    this.#sight.disconnect();
    this.#unwatch();
    document.removeEventListener('visibilitychange', this.request);
  }

  #draw = (nowMs: number): void => {
    this.#frame = 0;
    if (this.#width === 0 || this.#height === 0) return;
    const ratio = Math.min(devicePixelRatio || 1, MOST_PIXEL_RATIO);
    const [w, h] = [Math.round(this.#width * ratio), Math.round(this.#height * ratio)];
    if (this.#canvas.width !== w || this.#canvas.height !== h) {
      this.#canvas.width = w;
      this.#canvas.height = h;
    }
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#context.clearRect(0, 0, this.#width, this.#height);
    const seconds = this.#lastMs === 0 ? 0 : (nowMs - this.#lastMs) / 1000;
    const again = this.#paint({ context: this.#context, width: this.#width, height: this.#height, palette: this.#palette, seconds, nowMs });
    this.#lastMs = again ? nowMs : 0;
    if (again) this.request();
  };
}

/** Whether the reader asked for less motion. */
export const prefersStillness = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
