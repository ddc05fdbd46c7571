import { OrchardError, type ErrorCode } from '../domain/errors.ts';
import { readJson } from '../domain/json.ts';

/** The value of a JSON file. Throws `file-too-large` for one of more bytes than `mostBytes`, before it is read, and `code` for what is no JSON of ours. */
export async function readJsonFile(file: Blob, mostBytes: number, code: ErrorCode): Promise<unknown> {
  if (file.size > mostBytes) {
    const about = `${Math.ceil(file.size / 1e6)} MB, of which at most ${Math.round(mostBytes / 1e6)} MB are taken`;
    throw new OrchardError('file-too-large', about, { about });
  }
  return readJson(await file.text(), code);
}
