import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { OrchardError, type ErrorCode } from '../../src/domain/common/errors.ts';
import { parsePromql } from '../../src/domain/alerting/promql/parse.ts';
import { wholePattern } from '../../src/domain/common/re2.ts';
import { readRuleFile } from '../../src/domain/alerting/rules/read-rules.ts';
import { unzipPictures } from '../../src/storage/project.ts';
import { errorText } from '../../src/ui/errors.ts';
import { parsePlan } from '../../src/domain/bench/plan.ts';

/** Files, texts and values that once showed a fault. */
describe('found by the fuzz', () => {
  const DIRECTORY = 0x02014b50;
  const zip = () => zipSync({ 'ripe/a.png': [strToU8('aaaa'.repeat(900)), { level: 6 }], 'ripe/b.png': [strToU8('bb'), { level: 0 }] }) as Uint8Array<ArrayBuffer>;
  /** The zip with its first entry of the directory written over at a place. */
  const damaged = (at: number, bytes: readonly number[]): Blob => {
    const made = zip();
    const view = new DataView(made.buffer);
    for (let i = 0; i < made.length - 4; i += 1) {
      if (view.getUint32(i, true) !== DIRECTORY) continue;
      made.set(bytes, i + at);
      break;
    }
    return new Blob([made]);
  };

  it.each<[string, number, number[]]>([
    ['in the size of a packed file', 20, [0xff, 0, 0, 0]],
    ['in the size of a file', 24, [3, 0, 0, 0]],
    ['in where a file begins', 42, [60, 0, 0, 0]],
    ['in a name: a sign that steers', 46, [3]],
    ['in a name: it seems to be absolute', 46, [0x2f]],
  ])('a zip that is damaged %s is not called harmful', async (_, at, bytes) => {
    const outcome = await unzipPictures(damaged(at, bytes)).then((files) => files.map((file) => ('code' in file ? file.code : 'taken')), (error: OrchardError) => [error.code]);
    expect(outcome).toContain('file-checksum');
    expect(outcome).not.toContain('zip-hostile');
  });

  it('a message stays short, however long what it quotes', () => {
    for (const read of [() => wholePattern(`${'a'.repeat(8000)}(`), () => parsePromql(`sum(group${'x'.repeat(100_000)} y`)]) {
      expect(read).toThrow(OrchardError);
      try {
        read();
      } catch (error) {
        expect((error as Error).message.length).toBeLessThan(700);
      }
    }
  });

  it.each(['? ', '- ', '[', '{', '? - ', 'a: [', 'a: ', '- a: '])('a rule file nested by %j is refused at its place', (sign) => {
    for (const text of [`groups:\n- ${sign.repeat(8000)}`, `${sign.repeat(8000)}\nx: 1`, `a:\n ${sign.repeat(8000)}\n- b`]) {
      expect(readRuleFile(text).problems).toEqual([expect.objectContaining({ severity: 'error', code: 'yaml', detail: 'it is nested more than 100 deep' })]);
    }
  });

  it('a rule file that is nested too deeply says where', () => {
    expect(readRuleFile(`groups:\n- name: a\n  rules: ${'['.repeat(200)}`).problems).toEqual([expect.objectContaining({ line: 3, column: 110 })]);
  });

  it.each<ErrorCode>(['picture-not-an-image', 'picture-too-small', 'label-duplicate', 'file-too-large', 'picture-elsewhere'])('the sentence of %s is not turned round by what it is about', (code) => {
    for (const about of ['\u202egnp', 'a\u2069\u202eb', '\u2066a', '“\u202ea” looks like “b”', '12\nMB\0']) {
      // eslint-disable-next-line no-control-regex -- a sentence has none of these.
      expect(errorText(code, about).what).not.toMatch(/[\u202a-\u202e\u2066\u2067\u0000-\u001f]/u);
    }
  });

  it('a name in a sentence stands apart where its script runs the other way', () => {
    expect(errorText('label-duplicate', '“\u05d0\u05d1” looks like “b”').what).toContain('“\u2068\u05d0\u05d1\u2069”');
    expect(errorText('picture-elsewhere', '\u05d0\u05d1').what).toContain('“\u2068\u05d0\u05d1\u2069”');
  });

  it('a plan with a scenario that is none is refused as a plan', () => {
    const plan = { detectors: [{ detector: 'DDM' }], streams: [{ kind: 'line', scenario: { length: 'long' } }] };
    expect(() => parsePlan(plan)).toThrow(expect.objectContaining({ code: 'bench-plan-invalid' }));
  });
});
