/** Acts that wait for each other, in the order in which they were asked for. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs an act when those before it have ended, well or not. */
  take<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Waits for the acts that were asked for; later ones wait until the answer is called. */
  async hold(): Promise<() => void> {
    let goOn = (): void => {};
    await new Promise<void>((held) => {
      void this.take(() => new Promise<void>((resolve) => {
        goOn = resolve;
        held();
      }));
    });
    return goOn;
  }
}
