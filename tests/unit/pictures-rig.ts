import { OrchardError } from '../../src/domain/common/errors.ts';
import type { Picture } from '../../src/domain/common/picture.ts';

const nothing = (): never => { throw new OrchardError('internal', 'nothing is decoded here'); };

/** A codec where nothing is to be decoded. */
export const noCodec = {
  grab: nothing, encodeJpeg: nothing,
  decode: (): Promise<Picture> => Promise.reject(new OrchardError('internal', 'nothing is decoded here')),
};

/** A codec whose files are one byte: a square of that grey, with a darker left half. A picture becomes the grey of its last pixel. */
export const greyCodec = {
  grab: nothing,
  encodeJpeg: ({ data }: Picture): Promise<Blob> => Promise.resolve(new Blob([Uint8Array.of(data.at(-2)!)], { type: 'image/jpeg' })),
  async decode(file: Blob): Promise<Picture> {
    const [grey = 0] = new Uint8Array(await file.arrayBuffer());
    const side = 64;
    const data = new Uint8ClampedArray(side * side * 4);
    for (let at = 0; at < side * side; at += 1) data.set([...Array<number>(3).fill(at % side < side / 2 ? grey >> 1 : grey), 255], at * 4);
    return { width: side, height: side, data };
  },
};
