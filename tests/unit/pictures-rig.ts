import { OrchardError } from '../../src/domain/common/errors.ts';
import type { Picture } from '../../src/domain/common/picture.ts';

/** A codec where nothing is to be decoded. */
export const noCodec = {
  decode: (): Promise<Picture> => Promise.reject(new OrchardError('internal', 'nothing is decoded here')),
};

/** A codec whose files are one byte: a square of that grey, with a darker left half. */
export const greyCodec = {
  async decode(file: Blob): Promise<Picture> {
    const [grey = 0] = new Uint8Array(await file.arrayBuffer());
    const side = 64;
    const data = new Uint8ClampedArray(side * side * 4);
    for (let at = 0; at < side * side; at += 1) data.set([...Array<number>(3).fill(at % side < side / 2 ? grey >> 1 : grey), 255], at * 4);
    return { width: side, height: side, data };
  },
};
