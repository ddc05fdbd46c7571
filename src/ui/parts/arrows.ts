import type { Attachment } from 'svelte/attachments';

export type Axis = 'x' | 'y';

/** Where a key leads from one of `count` things in a line, or null when it does not move. Both ends are ends. */
export function lineMove(key: string, at: number, count: number, axis: Axis): number | null {
  const [back, on] = axis === 'x' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  const to = { [back]: at - 1, [on]: at + 1, Home: 0, End: count - 1 }[key];
  return to === undefined || to < 0 || to >= count || to === at ? null : to;
}

/** The arrow keys, Home and End move the focus among what matches below an element; which of it Tab stops at is its own affair. */
export function arrows(axis: Axis, matches = 'a[href], button:enabled'): Attachment<HTMLElement> {
  return (node) => {
    const keydown = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
      const items = [...node.querySelectorAll<HTMLElement>(matches)];
      const at = items.indexOf(event.target as HTMLElement);
      const to = at < 0 ? null : lineMove(event.key, at, items.length, axis);
      if (to === null) return;
      event.preventDefault();
      items[to]!.focus();
    };
    node.addEventListener('keydown', keydown);
    return () => node.removeEventListener('keydown', keydown);
  };
}
