/** `1 picture`, `476 pictures`: for sentences that are made below the screens. Screens group digits: `count` in `src/ui/format.ts`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
