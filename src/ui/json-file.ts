import type { ErrorCode } from '../domain/common/errors.ts';
import { requireSize } from '../domain/common/file-size.ts';
import { readJson } from '../domain/common/json.ts';

/** The value of a JSON file. Throws `file-too-large` for one of more bytes than `mostBytes`, before it is read, and `code` for what is no JSON of ours. */
export async function readJsonFile(file: Blob, mostBytes: number, code: ErrorCode): Promise<unknown> {
  requireSize(file.size, mostBytes);
  return readJson(await file.text(), code);
}
