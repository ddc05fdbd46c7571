/** Calls `work` at once and then at a steady pace for as long as it is held. */
export class Hold {
  readonly #work: () => void;
  readonly #everyMs: number;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(work: () => void, everyMs: number) {
    this.#work = work;
    this.#everyMs = everyMs;
  }

  get held(): boolean {
    return this.#timer !== null;
  }

  press(): void {
    if (this.#timer !== null) return;
    this.#timer = setInterval(this.#work, this.#everyMs);
    this.#work();
  }

  release(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}

/** Whether a key pressed there already means something to the element that has the focus. */
export function takesKeys(element: Element | null): boolean {
  return element?.closest('input, select, textarea, button, a, summary, [contenteditable], [role=listbox], [role=slider], dialog, [popover]') !== null && element !== null;
}
