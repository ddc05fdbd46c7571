/** Runs `work` on every item with at most `most` under way, and hands the results over in the items' order. */
export async function* inFlight<Item, Result>(items: readonly Item[], most: number, work: (item: Item, position: number) => Promise<Result>): AsyncGenerator<Result> {
  const waiting: Promise<Result>[] = [];
  const begin = (position: number): void => {
    const result = work(items[position]!, position);
    // Whoever stops reading leaves results behind; their failures are nobody's.
    result.catch(() => {});
    waiting.push(result);
  };
  let next = 0;
  while (next < items.length && waiting.length < most) begin(next++);
  for (let result = waiting.shift(); result !== undefined; result = waiting.shift()) {
    const value = await result;
    if (next < items.length) begin(next++);
    yield value;
  }
}

/** Lets one holder in at a time. */
export class Turnstile {
  #last: Promise<unknown> = Promise.resolve();

  pass<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
