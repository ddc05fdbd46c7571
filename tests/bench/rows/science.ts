import type { Page } from '@playwright/test';
import type { Context, Row } from '../row.ts';

const VALUES = 1_000_000;

/** River's own speed on one core of a machine of this class, million updates a second; ADWIN's is compiled. */
const RIVER = { DDM: 3, EDDM: 6, FHDDM: 5, PageHinkley: 2.5, HDDM_A: 0.6, HDDM_W: 0.44, ADWIN: 6.3 } as const;

async function onBarePage<T>(context: Context, work: (page: Page) => Promise<T>): Promise<T> {
  const page = await context.bare();
  try {
    return await work(page);
  } finally {
    await page.close();
  }
}

export const detectorRows: readonly Row[] = Object.entries(RIVER).map(([name, river]): Row => ({
  id: `detector-${name.toLowerCase().replace('_', '-')}`,
  what: `${name}, fed from a typed array on one core`,
  unit: 'M/s',
  budget: { atLeast: (name === 'ADWIN' ? 2 : 5) * river },
  async run(context) {
    const { rate, drifts } = await onBarePage(context, (page) => page.evaluate(([detector, values]) => window.bench.detectorRate(detector, values), [name, VALUES] as const));
    return { value: rate, details: { 'River, M/s': river, 'times River': rate / river, drifts } };
  },
}));

export const ksRow: Row = {
  id: 'ks', what: 'Kolmogorov–Smirnov, 10,000 against 10,000', unit: 'ms', budget: { atMost: 10 },
  run: async (context) => ({ value: await onBarePage(context, (page) => page.evaluate(() => window.bench.ksTime(10_000))) }),
};

export const mmdRow: Row = {
  id: 'mmd', what: 'MMD, 100 permutations, 500 against 500 of 816 numbers', unit: 's', budget: { atMost: 1 },
  run: async (context) => ({ value: (await onBarePage(context, (page) => page.evaluate(() => window.bench.mmdTime(500, 816, 100)))) / 1000 }),
};

export const promqlRow: Row = {
  id: 'promql', what: '100 PromQL queries over 100,000 samples', unit: 's', budget: { atMost: 1 },
  async run(context) {
    const { ms, samples } = await onBarePage(context, (page) => page.evaluate(() => window.bench.promqlTime()));
    return { value: ms / 1000, details: { samples } };
  },
};

export const labelIssuesRow: Row = {
  id: 'label-issues', what: 'suspected labels among 5,000 samples of 5 labels, from scores', unit: 'ms', budget: { atMost: 50 },
  async run(context) {
    const { ms, issues } = await onBarePage(context, (page) => page.evaluate(() => window.bench.labelIssuesTime(5000, 5)));
    return { value: ms, details: { issues } };
  },
};

export const policyLabRow: Row = {
  id: 'policy-lab', what: '12 policies on 3 stories of 5,000 fruits, against drawing and measuring the fruit once', unit: 's',
  baseline: { what: 'drawing and measuring alone', ratio: 'value ÷ baseline', budget: { atMost: 1.3 } },
  async run(context) {
    const { ms, drawMs } = await onBarePage(context, (page) => page.evaluate(() => window.bench.policyLabTime(['lamp-ages', 'winter-returns', 'greener-bananas'], 5000)));
    return { value: ms / 1000, baseline: drawMs / 1000 };
  },
};

export const peekingRow: Row = {
  id: 'peeking', what: '1,000 A/A canaries looked at after every fruit, in which the block e-variable finds a difference', unit: '%', budget: { atMost: 5 },
  async run(context) {
    const { percent, ms } = await onBarePage(context, (page) => page.evaluate(() => window.bench.falseAlarms()));
    return { value: percent.blocks!, details: { ...percent, ms } };
  },
};
