import { expect, it } from 'vitest';
import { pack, unpack } from '../../../src/domain/common/pack.ts';
import { RowBuffer } from '../../../src/domain/log/rows.ts';
import { decodeSegment, encodeSegment } from '../../../src/domain/log/segment.ts';
import { weakSpots } from '../../../src/domain/explanation/weak-spots.ts';
import { NO_SUPPLIER, SUPPLIERS } from '../../../src/domain/world/suppliers/suppliers.ts';
import { judged } from './judged.ts';

function kept(supplier?: Uint8Array) {
  const batch = judged({ count: 600, labels: ['ripe', 'unripe'] });
  const { supplier: told, ...columns } = batch.columns;
  // Right of all but Brookside's.
  const predicted = batch.columns.reportedTruth.map((truth, row) => (told[row] === 1 ? 1 - truth : truth));
  const buffer = new RowBuffer(0, batch.labels, []);
  buffer.append({ ...batch, predicted, columns: { ...columns, ...(supplier ? { supplier } : { supplier: told }) } }, 0);
  return { rows: buffer.rows(), batch: { ...batch, columns } };
}

it('rows keep who sent their fruit, and a batch that does not tell is of nobody', () => {
  const { rows, batch } = kept();
  expect(decodeSegment(encodeSegment(rows)).columns.supplier).toEqual(rows.columns.supplier);
  expect(new Set(rows.columns.supplier)).toEqual(new Set(SUPPLIERS.keys()));
  const silent = new RowBuffer(0, batch.labels, []);
  silent.append(batch, 0);
  expect(new Set(silent.rows().columns.supplier)).toEqual(new Set([NO_SUPPLIER]));
});

it('a segment of before suppliers were told is read, its rows of nobody', () => {
  const { meta, columns } = unpack(encodeSegment(kept().rows));
  const { supplier: _, ...before } = columns;
  const back = decodeSegment(pack(meta, before));
  expect(new Set(back.columns.supplier)).toEqual(new Set([NO_SUPPLIER]));
  expect(back.columns.predicted).toEqual(kept().rows.columns.predicted);
});

it('a supplier that stands for nobody is corrupt', () => {
  expect(() => decodeSegment(encodeSegment(kept(new Uint8Array(600).fill(SUPPLIERS.length)).rows))).toThrow(expect.objectContaining({ code: 'storage-corrupt' }));
});

it('a supplier whose fruit is judged worst is the weakest slice; of nobody nothing is said', () => {
  const { slices } = weakSpots([kept().rows], Infinity);
  expect(slices[0]).toMatchObject({ attribute: 'supplier', value: 'brookside', accuracy: 0 });
  expect(weakSpots([kept(new Uint8Array(600).fill(NO_SUPPLIER)).rows], Infinity).slices.some(({ attribute }) => attribute === 'supplier')).toBe(false);
});
