import type { PresetId } from '../../src/domain/world/drift/preset-ids.ts';
import { presetOf } from '../../src/domain/world/drift/presets.ts';
import type { LineRig } from '../unit/state/line-rig.ts';
import { fared, type StoryRun, type ToldRenewal } from './fared.ts';
import { wholeLine } from './line.ts';

/** Pictures that the first version learns from. */
const FIRST_PICTURES = 240;

/** A line at level 1 under its default policy, or under another, on which nothing has passed yet. */
async function atLevelOne(policy: object | null): Promise<LineRig> {
  const rig = await wholeLine();
  await rig.api.data.pick({ count: FIRST_PICTURES, seed: 1 });
  const { version } = await rig.api.train({ kind: 'colour' }) as { version: number };
  await rig.api.models.deploy(version);
  if (policy) await rig.api.loop.setPolicy(policy);
  await rig.api.loop.setLevel(1);
  return rig;
}

/** Runs stories of one length, each on a line of its own, and tells of each as soon as it is over. */
export async function runStories(wanted: readonly { readonly preset: PresetId; readonly seed: number }[], events: number, policy: object | null, done: (run: StoryRun) => void): Promise<void> {
  for (const { preset, seed } of wanted) {
    const rig = await atLevelOne(policy);
    try {
      const { api } = rig;
      await api.line.load({ ...presetOf(preset)!.scenario(seed) });
      await api.line.play({ speed: 'max', until: events });
      await api.line.reached(events);
      const { right } = await api.log.query({ columns: ['right'], limit: events }) as unknown as { right: Uint8Array };
      done({ preset, seed, right: Array.from(right, (code) => (code === 255 ? null : code === 1)), renewals: await api.loop.decisions({}) as unknown as ToldRenewal[] });
    } finally {
      rig.end();
    }
  }
}

/** How much is run. */
export interface Extent {
  readonly seeds: number;
  readonly quietSeeds: number;
  readonly events: number;
  readonly quietEvents: number;
}

const STORIES: readonly PresetId[] = ['lamp-ages', 'new-cultivar', 'greener-bananas', 'winter-returns'];
const [FIRST_SEED, FIRST_QUIET_SEED] = [7, 101];

/** The stories, and the lines on which nothing happens, under the default policy. */
export async function levelOne({ seeds, quietSeeds, events, quietEvents }: Extent, say: (line: string) => void): Promise<readonly StoryRun[]> {
  const runs: StoryRun[] = [];
  const done = (run: StoryRun): void => {
    runs.push(run);
    say(`${run.preset}, seed ${run.seed}: ${run.renewals.map(({ at, how }) => `${how} at ${at}`).join(', ') || 'no renewal'}`);
  };
  const of = (presets: readonly PresetId[], first: number, count: number) => presets.flatMap((preset) => Array.from({ length: count }, (_, i) => ({ preset, seed: first + i })));
  await runStories(of(STORIES, FIRST_SEED, seeds), events, null, done);
  await runStories(of(['nothing-happens'], FIRST_QUIET_SEED, quietSeeds), quietEvents, null, done);
  return runs;
}

/** What was found as Markdown tables, by the name of their place. */
export function tablesOf(runs: readonly StoryRun[], { quietEvents }: Pick<Extent, 'quietEvents'>): Record<string, string> {
  const percent = (share: number | null): string => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);
  const renewed = ({ renewals }: StoryRun): string => renewals.map(({ effectiveAt, how, version, code }) => (how === 'trained' ? `v${version} trained, ${effectiveAt}` : how === 'swapped' ? `v${version} came back, ${effectiveAt}` : how === 'kept' ? `kept${code ? ` (${code})` : ''}` : 'asked')).join('; ') || 'none';
  const rows = runs.filter(({ preset }) => STORIES.includes(preset)).map((run) => {
    const { name, drifts } = presetOf(run.preset)!.scenario(run.seed);
    const { before, worst, after, worstAfter, recovered } = fared(run, drifts[0]!.onset);
    return `| ${name} | ${run.seed} | ${percent(before)} | ${percent(worst)} | ${percent(after)} | ${percent(worstAfter)} | ${recovered ?? 'not yet'} | ${renewed(run)} |`;
  });
  const quiet = runs.filter(({ preset }) => preset === 'nothing-happens');
  const trained = quiet.flatMap(({ renewals }) => renewals).filter(({ how }) => how !== null);
  return {
    'level 1 on the line': ['| story | seed | before | worst 500 | after the last renewal | worst 500 after it | fruits to recover | renewals, from fruit |', '|---|---:|---:|---:|---:|---:|---:|---|', ...rows, ''].join('\n'),
    'quiet lines': `${quiet.length} lines on which nothing happens (seeds ${quiet[0]?.seed ?? '–'} to ${quiet.at(-1)?.seed ?? '–'}) of ${quietEvents} fruits: ${trained.length} renewals in all; ${percent(quiet.length === 0 ? null : quiet.reduce((sum, { right }) => sum + right.filter(Boolean).length / right.filter((each) => each !== null).length, 0) / quiet.length)} right.\n`,
  };
}
