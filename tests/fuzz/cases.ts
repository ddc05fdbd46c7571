import { Random } from '../../src/domain/common/random/random.ts';
import { faultOf, type Target } from './target.ts';
import { FEATURES } from './targets/features.ts';
import { FILES } from './targets/files.ts';
import { LINKS } from './targets/links.ts';
import { MESSAGES } from './targets/messages.ts';
import { RULES } from './targets/rules.ts';

const TARGETS: readonly Target[] = [...FILES, ...LINKS, ...RULES, ...MESSAGES, ...FEATURES];
const SHOWN_CHARACTERS = 600;

/** The target of a case: they take turns. `only`: a part of the names of those that take part. */
function targetOf(number: number, only: string): Target {
  const taking = TARGETS.filter(({ name }) => name.includes(only));
  if (taking.length === 0) throw new Error(`no target is called ${only}; there are ${TARGETS.map(({ name }) => name).join(', ')}`);
  return taking[number % taking.length]!;
}

/** Name of a case's target. */
export function targetName(number: number, only: string): string {
  return targetOf(number, only).name;
}

/** Runs one case. Answers what was refused (its code; null for what was taken), or what is wrong. */
export async function runCase(seed: number, number: number, only: string): Promise<{ code: string | null } | { fault: string; input: string }> {
  const one = await targetOf(number, only).make(new Random(seed, number, 0));
  try {
    await one.run();
    return { code: null };
  } catch (error) {
    const fault = faultOf(error);
    return fault === null ? { code: (error as { code: string }).code } : { fault, input: shown(one.input) };
  }
}

/** An input as text, for a report: its beginning, bytes in base64. */
function shown(input: unknown): string {
  const text = input instanceof Uint8Array ? Buffer.from(input).toString('base64') : typeof input === 'string' ? input : String(input);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}… (${text.length} characters)` : text;
}
