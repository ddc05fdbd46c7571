import { OrchardError } from './errors.ts';

/** Throws `file-too-large` for more bytes than `most`. Its words begin with whose they are (`data.json has`) and end with what is done with so many. */
export function requireSize(bytes: number, most: number, { whose = '', fate = 'are taken' }: { whose?: string; fate?: string } = {}): void {
  if (bytes <= most) return;
  const about = `${whose === '' ? '' : `${whose} `}${Math.ceil(bytes / 1e6)} MB, of which at most ${Math.floor(most / 1e6)} MB ${fate}`;
  throw new OrchardError('file-too-large', about, { about });
}
