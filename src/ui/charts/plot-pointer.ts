import type { Attachment } from 'svelte/attachments';
import { indexOfX, xOfIndex } from './axis.ts';
import type { Domain } from './axis.ts';
import { fitDomain, panDomain, zoomDomain } from './zoom.ts';

interface PlotPointerOptions {
  domain: Domain;
  /** As far as one can zoom out. */
  extent: Domain;
  /** px of the element left and right of the plot itself. */
  left: number;
  right: number;
  onhover: (index: number | null) => void;
  ondomain: (domain: Domain) => void;
  /** A click on a moment; null with a double click, which shows all. */
  onpick: (index: number | null) => void;
  /** The stretch being marked; null when it is let go. */
  onbrush: (stretch: Domain | null) => void;
}

const LEAST_BRUSH_PX = 8;
const ZOOM_PER_WHEEL_PX = 0.002;

/**
 * Pointing at a plot. Moving sets the cursor; a click picks a moment; dragging marks a stretch to zoom into; shift-dragging, a sideways wheel or one
 * finger pans; ctrl or ⌘ with the wheel, or two fingers, zooms. A plain wheel keeps scrolling the page.
 */
export function plotPointer(read: () => PlotPointerOptions): Attachment<HTMLElement> {
  return (node) => {
    const fingers = new Map<number, number>();
    let brushFrom: number | null = null;
    let panned: { x: number; domain: Domain } | null = null;
    let moved = false;

    const plot = (): { x0: number; width: number } => {
      const { left, right } = read();
      const box = node.getBoundingClientRect();
      return { x0: box.left + left, width: Math.max(box.width - left - right, 1) };
    };
    const indexAt = (clientX: number, domain = read().domain): number => {
      const { x0, width } = plot();
      return Math.round(Math.min(Math.max(indexOfX(clientX - x0, domain, width), domain[0]), domain[1]));
    };
    const eventsPerPx = (domain: Domain): number => (domain[1] - domain[0]) / plot().width;

    function down(event: PointerEvent): void {
      if (event.button !== 0) return;
      fingers.set(event.pointerId, event.clientX);
      moved = false;
      if (event.pointerType === 'touch' || event.shiftKey) panned = { x: event.clientX, domain: read().domain };
      else brushFrom = indexAt(event.clientX);
      node.setPointerCapture(event.pointerId);
    }

    function move(event: PointerEvent): void {
      const options = read();
      if (fingers.size === 2 && fingers.has(event.pointerId)) {
        pinch(event, options);
        return;
      }
      if (panned && fingers.has(event.pointerId)) {
        moved ||= Math.abs(event.clientX - panned.x) > LEAST_BRUSH_PX;
        if (moved) options.ondomain(panDomain(panned.domain, (panned.x - event.clientX) * eventsPerPx(panned.domain), options.extent));
        return;
      }
      const index = indexAt(event.clientX);
      options.onhover(index);
      if (brushFrom !== null && widthPx(brushFrom, index) > LEAST_BRUSH_PX) options.onbrush(ordered(brushFrom, index));
    }

    function pinch(event: PointerEvent, options: PlotPointerOptions): void {
      const other = [...fingers].find(([id]) => id !== event.pointerId)![1];
      const before = Math.abs(fingers.get(event.pointerId)! - other);
      const after = Math.abs(event.clientX - other);
      fingers.set(event.pointerId, event.clientX);
      moved = true;
      if (before > 1 && after > 1) options.ondomain(zoomDomain(options.domain, before / after, indexAt((event.clientX + other) / 2), options.extent));
    }

    function up(event: PointerEvent): void {
      const options = read();
      const index = indexAt(event.clientX);
      if (brushFrom !== null && event.type === 'pointerup') {
        if (widthPx(brushFrom, index) > LEAST_BRUSH_PX) options.ondomain(fitDomain(ordered(brushFrom, index), options.extent));
        else options.onpick(index);
      }
      if (panned && !moved && event.pointerType === 'touch') options.onhover(index);
      if (brushFrom !== null) options.onbrush(null);
      fingers.delete(event.pointerId);
      brushFrom = null;
      panned = null;
    }

    function wheel(event: WheelEvent): void {
      const { domain, extent, ondomain } = read();
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (sideways) ondomain(panDomain(domain, event.deltaX * eventsPerPx(domain), extent));
      else if (event.ctrlKey || event.metaKey) ondomain(zoomDomain(domain, Math.exp(event.deltaY * ZOOM_PER_WHEEL_PX), indexAt(event.clientX), extent));
      else return;
      event.preventDefault();
    }

    const widthPx = (a: number, b: number): number => Math.abs(xOfIndex(a, read().domain, plot().width) - xOfIndex(b, read().domain, plot().width));
    const leave = (event: PointerEvent): void => {
      if (event.pointerType !== 'touch') read().onhover(null);
    };
    const whole = (): void => {
      const { extent, ondomain, onpick } = read();
      onpick(null);
      ondomain(extent);
    };

    const abort = new AbortController();
    const on = { signal: abort.signal };
    node.addEventListener('pointerdown', down, on);
    node.addEventListener('pointermove', move, on);
    node.addEventListener('pointerup', up, on);
    node.addEventListener('pointercancel', up, on);
    node.addEventListener('pointerleave', leave, on);
    node.addEventListener('dblclick', whole, on);
    node.addEventListener('wheel', wheel, { ...on, passive: false });
    return () => abort.abort();
  };
}

const ordered = (a: number, b: number): Domain => (a < b ? [a, b] : [b, a]);
