import { describe, expect, it } from 'vitest';
import { mutantsOf, planted } from '../../mutants/mutants.ts';
import { testsThatReach } from '../../mutants/reach.ts';

const sourcesOf = (source: string) => mutantsOf('a.ts', source).map((mutant) => planted(source, mutant));

describe('the faults that a source has room for', () => {
  it.each<[string, string, string[]]>([
    ['a bound', 'a < b;', ['a <= b;', 'a > b;']],
    ['an equality', 'a === b;', ['a !== b;']],
    ['a conjunction', 'x(a && b);', [';', 'x(a || b);']],
    ['a sum', 'const c = a + b;', ['const c = a - b;']],
    ['an end that is off by one', 'const c = a[0];', ['const c = a[1];']],
    ['a condition', 'if (a) b();', ['if (!(a)) b();', 'if (a) ;']],
    ['an act', 'c = 2;', [';']],
    ['an act that is waited for', 'await f();', [';', 'void f();']],
    ['a twin', 'const c = Math.min(a, b);', ['const c = Math.max(a, b);']],
  ])('knows %s', (_, source, mutants) => {
    expect(sourcesOf(source).sort()).toEqual(mutants.sort());
  });

  it('leaves alone what is no fault: texts that are joined, types, imports, `super`', () => {
    for (const source of ["const a = 'x' + b;", 'type A = 0 | 1;', "import { max } from './a.ts';", 'class A extends B { constructor() { super(); } }']) expect(sourcesOf(source)).toEqual([]);
  });

  it('says where it stands', () => {
    expect(mutantsOf('a.ts', 'const a = b;\nconst c = a >= b;').map(({ line, what }) => [line, what])).toEqual([[2, '>= → >'], [2, '>= → <=']]);
  });
});

it('asks the tests that take a file in, the nearest first, and none that only starts it as a worker', () => {
  const takes = (from: string, file: string, spawned = false) => ({ from, file, specifier: file, spawned });
  const imports = [takes('far.test.ts', 'b.ts'), takes('b.ts', 'a.ts'), takes('near.test.ts', 'a.ts'), takes('starts.test.ts', 'a.ts', true), takes('other.test.ts', 'c.ts')];
  expect(testsThatReach('a.ts', imports, (file) => file.endsWith('.test.ts'))).toEqual(['near.test.ts', 'far.test.ts']);
});
