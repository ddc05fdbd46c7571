import { minimalScenario, parseScenario } from '../drift/schema.ts';
import type { Scenario } from '../drift/scenario.ts';
import { OrchardError } from '../../common/errors.ts';
import { asciiJson } from '../../common/ascii-json.ts';
import { readJson } from '../../common/json.ts';
import { crc32 } from '../../common/crc32.ts';
import { Random } from '../../common/random/random.ts';

/*
 * A seal hides a scenario from whoever reads an address or a file. It is concealment, not encryption: everything that opens it is in the
 * text itself and in this module, and whoever writes a program for it reads it.
 *
 * Text: base64url in groups of three, so that no word can stand in it. Bytes: format (1), nonce (4, big endian), then, each byte XORed with
 * the nonce's stream of random numbers, CRC-32 of what follows (4, big endian) and `{ scenario, word? }` as ASCII JSON.
 */

const FORMAT = 1;
const HEAD_BYTES = 5;
const CHECKSUM_BYTES = 4;
/** Longest sealed text that is opened: several times that of the largest scenario. */
export const LONGEST_SEALED = 1_000_000;
/** What is kept of a word has 64 digits. */
const LONGEST_WORD = 100;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The text that stands for a scenario with a seal. Throws `argument-invalid` for one without. */
export function sealedText(scenario: Scenario): string {
  const { sealed } = scenario;
  if (!sealed) throw new OrchardError('argument-invalid', 'not sealed');
  const json = asciiJson({ scenario: minimalScenario(scenario), ...(sealed.word === null ? {} : { word: sealed.word }) });
  const bytes = new Uint8Array(HEAD_BYTES + CHECKSUM_BYTES + json.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, FORMAT);
  view.setUint32(1, sealed.nonce);
  view.setUint32(HEAD_BYTES, crc32(json));
  bytes.set(json, HEAD_BYTES + CHECKSUM_BYTES);
  scramble(bytes, sealed.nonce);
  return groups(toBase64(bytes));
}

/** The scenario of a sealed text, with its seal. Throws `url-invalid` when the text is damaged, cut short or of another format. */
export function unsealed(text: string): Scenario {
  if (text.length > LONGEST_SEALED) throw new OrchardError('url-invalid', 'sealed: too long');
  const bytes = fromBase64(text.replaceAll('.', ''));
  const view = new DataView(bytes.buffer);
  if (bytes.length <= HEAD_BYTES + CHECKSUM_BYTES || view.getUint8(0) !== FORMAT) throw new OrchardError('url-invalid', 'sealed');
  const nonce = view.getUint32(1);
  scramble(bytes, nonce);
  const json = bytes.subarray(HEAD_BYTES + CHECKSUM_BYTES);
  if (crc32(json) !== view.getUint32(HEAD_BYTES)) throw new OrchardError('url-invalid', 'sealed: checksum');
  try {
    const { scenario, word } = readJson(Array.from(json, (code) => String.fromCharCode(code)).join('')) as { scenario: unknown; word?: unknown };
    if (typeof word === 'string' && word.length > LONGEST_WORD) throw new OrchardError('url-invalid', 'sealed: word');
    return { ...parseScenario(scenario), sealed: { nonce, word: typeof word === 'string' ? word : null } };
  } catch (error) {
    throw new OrchardError('url-invalid', 'sealed: content', { cause: error });
  }
}

/** Its own inverse. */
function scramble(bytes: Uint8Array, nonce: number): void {
  const stream = new Random(nonce, 0, 0);
  for (let i = HEAD_BYTES; i < bytes.length; i += 1) bytes[i]! ^= stream.int(256);
}

function groups(text: string): string {
  return text.replaceAll(/.{3}(?=.)/gu, '$&.');
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const three = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = [18, 12, 6, 0].map((shift) => ALPHABET[(three >>> shift) & 63]!);
    text += digits.slice(0, Math.min(3, bytes.length - i) + 1).join('');
  }
  return text;
}

/** Throws `url-invalid` for a sign that is none of the alphabet's. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  for (let i = 0; i < text.length; i += 1) {
    const value = ALPHABET.indexOf(text[i]!);
    if (value < 0) throw new OrchardError('url-invalid', 'sealed');
    bits = (bits << 6) | value;
    if (i % 4 > 0) bytes[Math.floor((i * 3) / 4)] = (bits >>> (6 - (i % 4) * 2)) & 255;
  }
  return bytes;
}
