import * as v from 'valibot';
import { OrchardError } from '../domain/common/errors.ts';
import type { ParamValue } from '../domain/monitoring/detectors/detector.ts';
import type { BackendChoice } from '../../workers/protocol/trainer.ts';
import type { BenchRunOptions } from '../state/bench.svelte.ts';
import type { LabRunOptions } from '../state/policies.svelte.ts';
import { compute as computation } from './action.ts';
import { anything, followed, keyed, natural, numbers, text, whole } from './arguments.ts';
import { scenarioFrom } from './line.ts';

/** What one run of a detector may cost on the page itself, in updates of one that only counts: a second or two. */
const MOST_UPDATES = 5_000_000;

export const compute = computation({ does: 'Say what computes', run: ({ compute }) => compute.ensure() });

export const useBackend = computation({
  does: 'Choose what computes', takes: [v.picklist(['auto', 'webgpu', 'wasm', 'webgl', 'cpu'])],
  run: ({ compute }, name: BackendChoice) => compute.use(name),
});

/** Detectors over numbers of one's own. */
export const detectors = {
  run: computation({
    does: 'Run a drift detector over a stream', takes: [text, anything, numbers],
    run: async (_, name: string, params: Readonly<Record<string, ParamValue>>, values: ArrayLike<number>) => {
      const { createDetector, updatesOf } = await import('../domain/monitoring/detectors/catalogue.ts');
      const { runDetector } = await import('../domain/monitoring/detectors/run.ts');
      if (!(values.length * updatesOf(name, params) <= MOST_UPDATES)) throw new OrchardError('over-budget', `${values.length} values are more than this detector takes at once`);
      return runDetector(createDetector(name, params), values);
    },
  }),
};

export const bench = computation({
  does: 'Run a plan of the detector bench', takes: [anything, followed],
  run: ({ bench }, plan: unknown, options?: BenchRunOptions) => bench.run(plan, options),
});

export const policies = computation({
  does: 'Run a plan of the policy lab', takes: [anything, followed],
  run: ({ policies }, plan: unknown, options?: LabRunOptions) => policies.run(plan, options),
});

export const render = computation({
  does: 'Draw the picture of an event', code: 'index-out-of-range',
  takes: [keyed({ scenario: anything, index: natural, size: v.optional(v.pipe(whole, v.minValue(1), v.maxValue(4096))) })],
  run: async ({ pictures }, { scenario, index, size = 128 }: { scenario: unknown; index: number; size?: number }) => {
    const { pictures: [picture] } = await pictures.render(scenarioFrom(scenario), [index], size);
    if (!picture) throw new OrchardError('index-out-of-range', String(index));
    return new ImageData(picture.data, picture.width, picture.height);
  },
});
