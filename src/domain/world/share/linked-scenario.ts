import { OrchardError } from '../../common/errors.ts';
import { readJson } from '../../common/json.ts';
import type { Scenario } from '../drift/scenario.ts';
import { minimalScenario, parseScenario } from '../drift/schema.ts';
import { sealedText, unsealed } from './sealed-text.ts';

/** A scenario as it stands in an address: the least JSON that reads back to it, or the text of its seal. */
export interface LinkedScenario {
  text: string;
  isSealed: boolean;
}

/** A scenario as an address carries it: sealed where it has a seal. */
export function linkedScenario(given: Scenario): LinkedScenario {
  const scenario = withoutLabels(given);
  return scenario.sealed ? { text: sealedText(scenario), isSealed: true } : { text: JSON.stringify(minimalScenario(scenario)), isSealed: false };
}

/** Of photographs an address holds name, number and the hash that finds them; their labels are those of whoever opens it. */
function withoutLabels(scenario: Scenario): Scenario {
  const { source } = scenario;
  return source?.kind === 'photos' ? { ...scenario, source: { ...source, outlines: source.outlines.map((outline) => ({ ...outline, labels: [] })) } } : scenario;
}

/** The scenario of an address. Throws `url-invalid` for what is none. */
export function readLinkedScenario({ text, isSealed }: LinkedScenario): Scenario {
  if (isSealed) return unsealed(text);
  try {
    return parseScenario(readJson(text, 'url-invalid'));
  } catch (error) {
    throw new OrchardError('url-invalid', 'scenario', { cause: error });
  }
}
