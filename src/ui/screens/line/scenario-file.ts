import { minimalScenario, parseScenario } from '../../../domain/world/drift/schema.ts';
import type { Scenario } from '../../../domain/world/drift/scenario.ts';
import { codeOf, textOfError } from '../../../domain/common/errors.ts';
import { withoutTurns } from '../../../domain/common/isolated.ts';
import { readJsonFile } from '../../json-file.ts';
import type { Hideable } from '../../../domain/world/share/address.ts';

/** Longest scenario file that is read, bytes. */
const LONGEST_FILE = 1_000_000;

/** What the parts that can be hidden are called. */
export const HIDEABLE_NAMES: Record<Hideable, string> = {
  truth: 'the true drift', world: 'the world’s sliders', schedule: 'editing the schedule', stories: 'the stories',
  train: 'training', models: 'the models', data: 'the data',
};

/** A scenario as a file for people: indented, and without what is as usual. */
export function scenarioText(scenario: Scenario): string {
  return `${withoutTurns(JSON.stringify(minimalScenario(scenario), null, 2))}\n`;
}

/** A file name for a scenario. */
export function scenarioFileName({ name, seed }: Pick<Scenario, 'name' | 'seed'>): string {
  const stem = name.toLowerCase().normalize('NFKD').replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 60);
  return `${stem === '' ? 'scenario' : stem}-${seed}.json`;
}

/** Reads a scenario file. Throws `scenario-invalid` with what is wrong and where. */
export async function readScenarioFile(file: Blob): Promise<Scenario> {
  return parseScenario(await readJsonFile(file, LONGEST_FILE, 'scenario-invalid'));
}

/** What is wrong with a scenario, in the parser's words, for those who wrote it by hand; null for any other error. */
export function scenarioComplaint(error: unknown): string | null {
  return codeOf(error) === 'scenario-invalid' ? textOfError(error) || null : null;
}
