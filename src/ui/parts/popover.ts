/** Puts a popover by its trigger, inside the window; called each time it opens. */
export function placeBeside(panel: HTMLElement, trigger: HTMLElement, side: 'below' | 'above', align: 'start' | 'end'): void {
  const gap = 8;
  const edge = 8;
  const at = trigger.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const view = document.documentElement;
  const left = align === 'start' ? at.left : at.right - width;
  const below = at.bottom + gap;
  const above = at.top - gap - height;
  const fitsBelow = below + height <= view.clientHeight - edge;
  const top = side === 'below' ? (fitsBelow || above < edge ? below : above) : above >= edge ? above : below;
  panel.style.left = `${Math.max(edge, Math.min(left, view.clientWidth - edge - width))}px`;
  panel.style.top = `${Math.max(edge, Math.min(top, view.clientHeight - edge - height))}px`;
}
