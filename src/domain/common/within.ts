/** Part of some work that yields how much of it is done, as shares from `from` to `to` of the whole work; `whole` is what it yields at its end. */
export function* within<R>(work: Generator<number, R>, from: number, to: number, whole = 1): Generator<number, R> {
  let step = work.next();
  for (; !step.done; step = work.next()) yield from + ((to - from) * step.value) / whole;
  return step.value;
}
