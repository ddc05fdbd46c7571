import { appendFileSync, writeFileSync } from 'node:fs';

/** How many of the newest lines are told with a fault. */
const TOLD = 25;

/** What was done and what was found, in order. */
export class Journal {
  readonly #lines: string[] = [];
  readonly #file: string | null;
  readonly #since = performance.now();

  constructor(file: string | null) {
    this.#file = file;
    if (file !== null) writeFileSync(file, '');
  }

  get minutes(): number { return (performance.now() - this.#since) / 60_000; }

  say(text: string): void {
    const line = `${(this.minutes * 60).toFixed(1).padStart(7)} s  ${text}`;
    this.#lines.push(line);
    if (this.#lines.length > TOLD) this.#lines.shift();
    if (this.#file !== null) appendFileSync(this.#file, `${line}\n`);
  }

  get newest(): string { return this.#lines.join('\n'); }
}
