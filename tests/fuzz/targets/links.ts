import { parsePlan } from '../../../src/domain/bench/plan.ts';
import { READY_PLANS } from '../../../src/domain/bench/plans.ts';
import { cleanLabel, withLabel } from '../../../src/domain/data/dataset/label.ts';
import { PRESET_IDS } from '../../../src/domain/world/drift/preset-ids.ts';
import { presetOf, PRESETS } from '../../../src/domain/world/drift/presets.ts';
import { minimalScenario, parseScenario, parseWorldPatch } from '../../../src/domain/world/drift/schema.ts';
import { READABLE_FEATURES } from '../../../src/domain/data/features/readable.ts';
import { readJson } from '../../../src/domain/common/json.ts';
import { crc32 } from '../../../src/domain/common/crc32.ts';
import { normaliseRecipe, type RecipeInput } from '../../../src/domain/learning/recipes/catalogue.ts';
import { defaultMonitors } from '../../../src/domain/monitoring/monitors/defaults.ts';
import { parseMonitors, readStoredMonitors } from '../../../src/domain/monitoring/monitors/spec.ts';
import { Random } from '../../../src/domain/common/random/random.ts';
import { formatAddress, parseAddress } from '../../../src/domain/world/share/address.ts';
import { linkedScenario, readLinkedScenario } from '../../../src/domain/world/share/linked-scenario.ts';
import { wordCheck } from '../../../src/domain/world/share/seal.ts';
import { sealedText, unsealed } from '../../../src/domain/world/share/sealed-text.ts';
import { readScenarioFile } from '../../../src/ui/screens/line/scenario-file.ts';
import { Broken, mustBeWritable, type Target } from '../target.ts';
import { damagedJson, damagedText, pick } from '../mutate.ts';

const scenarioOf = (random: Random) => presetOf(pick(random, PRESETS).id)!.scenario(random.int(1000));
const sealedOf = (random: Random) => ({ ...scenarioOf(random), sealed: { nonce: random.word(), word: random.int(2) === 0 ? null : wordCheck('pear', 1) } });
/** A sealed text of any content, as `sealedText` writes it: format, nonce, and scrambled by it a checksum and ASCII. */
function forgedSeal(nonce: number, json: string): string {
  const content = Buffer.from(json.replaceAll(/[^\0-\x7f]/g, '?'));
  const bytes = Buffer.alloc(9 + content.length);
  bytes.writeUInt8(1);
  bytes.writeUInt32BE(nonce, 1);
  bytes.writeUInt32BE(crc32(content), 5);
  bytes.set(content, 9);
  const stream = new Random(nonce, 0, 0);
  for (let i = 5; i < bytes.length; i += 1) bytes[i]! ^= stream.int(256);
  return bytes.toString('base64url');
}

const SIGNS = ['&', '=', '?', '#', '/', '%', '%E0', '%2', '%00', '+', '.', '-', '_', ',', 'seed=', 'scenario={', 'sealed=', 'hide=truth', '\u202e', '\ud800', '{', '[', '"', '\\u0000'];

/** A value of ours as JSON text with faults, for a parser of values. */
const jsonTarget = (name: string, seed: (random: Random) => unknown, parse: (value: unknown) => unknown): Target => ({
  name,
  make(random) {
    const value = seed(random);
    const input = random.int(5) === 0 ? damagedText(random, JSON.stringify(value), SIGNS) : damagedJson(random, value);
    return { input, run: () => mustBeWritable(parse(readJson(input))) };
  },
});

const monitors = () => defaultMonitors(['ripe', 'unripe'], READABLE_FEATURES.map(({ name }) => name).slice(0, 4));
const RECIPES: readonly RecipeInput[] = [{ kind: 'colour', l2: 1 }, { kind: 'linear', features: ['embedding'], ridge: 3 }, { kind: 'mlp', epochs: 3, hiddenUnits: 5 }, { kind: 'cnn', layers: [{ filters: 3, kernel: 3, pool: true }] }];

/** Links and sealed texts, and everything that people and scripts hand over as JSON. */
export const LINKS: readonly Target[] = [
  {
    name: 'address',
    make(random) {
      const scenario = random.int(2) === 0 ? sealedOf(random) : scenarioOf(random);
      const hash = formatAddress({ screen: 'line', preset: pick(random, [null, 'lamp-ages']), scenario: pick(random, [null, linkedScenario(scenario)]), seed: random.int(99), hidden: ['truth'] });
      const input = damagedText(random, hash, SIGNS);
      return {
        input,
        run() {
          const { address, problem } = parseAddress(input, PRESET_IDS);
          // What was read is an address that can be written and read again; its scenario is one or is refused.
          const scenario = address.scenario && readLinkedScenario(address.scenario);
          const read = { ...address, scenario: scenario && linkedScenario(scenario) };
          mustBeWritable(read);
          const again = parseAddress(formatAddress(read), PRESET_IDS);
          if (again.problem || JSON.stringify(again.address) !== JSON.stringify(read)) throw new Broken('an address that does not read back');
          if (problem) throw problem;
        },
      };
    },
  },
  {
    name: 'sealed text',
    make(random) {
      const input = damagedText(random, sealedText(sealedOf(random)), SIGNS);
      return { input, run: () => sealedText(unsealed(input)) };
    },
  },
  {
    name: 'sealed text, forged',
    make(random) {
      const json = damagedJson(random, { scenario: minimalScenario(scenarioOf(random)), word: wordCheck('pear', 1) });
      return { input: json, run: () => sealedText(unsealed(forgedSeal(random.word(), json))) };
    },
  },
  {
    name: 'scenario file',
    make(random) {
      const input = damagedJson(random, minimalScenario(scenarioOf(random)));
      return { input, run: () => readScenarioFile(new Blob([input])) };
    },
  },
  jsonTarget('scenario', (random) => minimalScenario(scenarioOf(random)), (value) => {
    const scenario = parseScenario(value);
    if ([scenario, ...scenario.drifts].some(({ name }) => /[\u202a-\u202e\u2066-\u2069\n]/u.test(name))) throw new Broken('a name that turns what stands around it');
    if (JSON.stringify(parseScenario(minimalScenario(scenario))) !== JSON.stringify(scenario)) throw new Broken('a scenario that does not read back');
    return scenario;
  }),
  jsonTarget('world patch', (random) => scenarioOf(random).world, parseWorldPatch),
  jsonTarget('bench plan', (random) => pick(random, READY_PLANS).plan, parsePlan),
  jsonTarget('monitors', monitors, parseMonitors),
  jsonTarget('kept monitors', monitors, readStoredMonitors),
  jsonTarget('recipe', (random) => pick(random, RECIPES), (value) => normaliseRecipe(value as RecipeInput)),
  {
    name: 'label',
    make(random) {
      const input = damagedText(random, pick(random, ['ripe', 'very ripe', '\u0646\u0627\u0636\u062c', '\u{1f468}\u200d\u{1f33e}']), SIGNS);
      return {
        input,
        run() {
          const label = cleanLabel(input);
          if (cleanLabel(label) !== label) throw new Broken('a label that changes when it is cleaned again');
          withLabel(['ripe', 'unripe'], input);
        },
      };
    },
  },
];
