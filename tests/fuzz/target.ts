import { ERROR_CODES, OrchardError } from '../../src/domain/common/errors.ts';
import type { Random } from '../../src/domain/common/random/random.ts';

/** One thing that is handed to a parser. */
export interface Case {
  /** What is handed over, for whoever reads of a fault. */
  readonly input: unknown;
  /** Hands it over. What it throws is judged; what it answers is good, or it throws a `Broken`. */
  run(): unknown;
}

/** A parser, and how its cases are made. */
export interface Target {
  readonly name: string;
  /** The case of these random numbers: the same ones give the same case. */
  make(random: Random): Case | Promise<Case>;
}

/** An accepted input that does not keep what was promised of accepted inputs. */
export class Broken extends Error {}

/** What tells a place in the code: a stack, or a script with line and column. */
const PLACE = /\n\s*at |\bat (?:async )?[\w.$<>]+ \(|(?:https?|file|blob|node):\S*:\d+:\d+|\.(?:ts|js|mjs):\d+/u;
const LONGEST_MESSAGE = 2000;

/** What is wrong with how an input was refused; null when it was refused as promised. */
export function faultOf(error: unknown): string | null {
  if (error instanceof Broken) return error.message;
  if (!(error instanceof OrchardError)) return `not one of ours: ${error instanceof Error ? (error.stack ?? error.message).slice(0, 800) : String(error)}`;
  if (!(ERROR_CODES as readonly string[]).includes(error.code)) return `no code of the closed set: ${error.code}`;
  if (error.code === 'internal') return `internal: ${error.message}`;
  const said = `${error.message} ${error.about ?? ''}`;
  if (PLACE.test(said)) return `tells a place in the code: ${said.slice(0, 400)}`;
  if (said.length > LONGEST_MESSAGE) return `a message of ${said.length} characters`;
  return null;
}

/** Throws `Broken` unless a value can be written as JSON, which no accepted value is too deep or too large for. */
export function mustBeWritable(value: unknown): void {
  try {
    JSON.stringify(value);
  } catch (error) {
    throw new Broken(`accepted, but cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
