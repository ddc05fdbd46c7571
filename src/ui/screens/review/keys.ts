/** Where letters are written, or a dialog has the keyboard. */
const TAKEN = 'input:not([type="checkbox"], [type="range"]), select, textarea, [contenteditable], dialog *';
/** What Space presses by itself. */
const PRESSED = 'button, a, summary, input, [role="button"]';

/** The key of an event in lower case, where the screen may act on it; null where it belongs to a field, a dialog, the browser, or what has the focus. */
export function screenKey(event: KeyboardEvent): string | null {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return null;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.matches(TAKEN) || document.querySelector('dialog[open]') || (event.key === ' ' && target?.matches(PRESSED))) return null;
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}
