import { describe, expect, it } from 'vitest';
import type { DataSetVersion, Sample } from '../../../src/domain/data/dataset/dataset.ts';
import { lineFit } from '../../../src/domain/registry/line-fit.ts';
import type { ModelVersion } from '../../../src/domain/registry/version.ts';

const version = (labels: string[]) => ({ signature: { labels } }) as unknown as ModelVersion;
const learnt = (...samples: { id: string; fruit?: object }[]) => ({ samples }) as unknown as DataSetVersion;
const held = (id: string, source: string) => ({ id, source }) as Sample;
const RIPE = version(['ripe', 'unripe']);

describe('how a version fits the line', () => {
  it('is without truth where the line knows nothing of its labels, whatever it learnt from', () => {
    expect(lineFit(version(['cat', 'dog']), learnt({ id: 'a' }), [held('a', 'orchard')])).toBe('no-truth');
  });

  it('is by other pictures where none of those that it learnt from is fruit of the orchard', () => {
    const photographs = [held('a', 'file'), held('b', 'camera')];
    expect(lineFit(RIPE, learnt({ id: 'a' }, { id: 'b' }), photographs)).toBe('other-pictures');
    expect(lineFit(version(['apple', 'banana']), learnt({ id: 'a' }), photographs)).toBe('other-pictures');
    expect(lineFit(RIPE, learnt({ id: 'a' }, { id: 'c' }), [...photographs, held('c', 'line')])).toBe('fits');
    expect(lineFit(RIPE, learnt({ id: 'c' }), [...photographs, held('c', 'orchard')])).toBe('fits');
    // A fruit of the line that has left the data set since was learnt from all the same.
    expect(lineFit(RIPE, learnt({ id: 'a' }, { id: 'gone', fruit: { seed: 7, index: 3 } }), photographs)).toBe('fits');
  });

  it('is held against no version of which nothing is known', () => {
    expect(lineFit(RIPE, null, [])).toBe('fits');
    expect(lineFit(RIPE, learnt({ id: 'gone' }), [held('a', 'file')])).toBe('fits');
  });
});
