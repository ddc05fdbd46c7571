import { OrchardError } from '../../../src/domain/common/errors.ts';
import { AGGREGATIONS, type Aggregation } from '../../../src/domain/feature-store/aggregation.ts';
import { ENTITIES, writeView, type FeatureView, type Source } from '../../../src/domain/feature-store/definition.ts';
import { decodeObserved, encodeObserved } from '../../../src/domain/feature-store/observed-rows.ts';
import { parseViews, readViews } from '../../../src/domain/feature-store/read-views.ts';
import type { Random } from '../../../src/domain/common/random/random.ts';
import { damagedBytes, damagedText, pick } from '../mutate.ts';
import { Broken, faultOf, mustBeWritable, type Target } from '../target.ts';

const SOURCES: readonly Source[] = [{ name: 'truth', labels: ['ripe', 'unripe'], available: 'truth' }, { name: 'brightness', labels: null, available: 'event' }];
const SIGNS = [' ', '\n', '- ', ':', '&a ', '*a', '[', ']', '{', '}', '"', '|', '#', '---\n', '? ', '\t', '<<: *a', '<b>', '\u202e', 'window: 0s', 'window: 1000000000d', 'ttl: -1d', 'source: a', 'name: brightness', 'half_life: 1h', 'label: ripe', '1e999'];

function aggregation(random: Random): Aggregation {
  const kind = pick(random, AGGREGATIONS);
  return kind === 'share' ? { kind, label: pick(random, SOURCES[0]!.labels!) } : kind === 'ewma' ? { kind, halfLife: 1000 + random.int(1e9) } : { kind };
}

function view(random: Random): FeatureView {
  const how = aggregation(random);
  const lasting = () => (random.int(2) === 0 ? null : 1000 + random.int(1e9));
  return { name: `view_${random.int(1000)}`, entity: pick(random, ENTITIES), source: how.kind === 'share' ? 'truth' : 'brightness', aggregation: how, windowMs: lasting(), ttlMs: lasting(), description: pick(random, ['', 'of a supplier: <i>all</i>', 'null', '"']), owner: '' };
}

/** What is written by hand of features, and how what they are made of is stored. */
export const FEATURES: readonly Target[] = [
  {
    name: 'feature view',
    make(random) {
      const seed = Array.from({ length: 1 + random.int(3) }, (_, i) => writeView({ ...view(random), name: `view_${i}` })).join('---\n');
      const whole = random.int(4) === 0;
      const input = whole ? seed : damagedText(random, seed, SIGNS);
      return {
        input,
        run() {
          for (const { detail } of readViews(input, SOURCES).problems) {
            const fault = faultOf(new OrchardError('feature-invalid', detail));
            if (fault !== null) throw new Broken(fault);
          }
          const views = parseViews(input, SOURCES);
          mustBeWritable(views);
          const written = views.map(writeView).join('---\n');
          if (whole && written !== seed) throw new Broken('views that were written read back as others');
          if (parseViews(written, SOURCES).map(writeView).join('---\n') !== written) throw new Broken('views that were read read back as others');
        },
      };
    },
  },
  {
    name: 'observed rows',
    make(random) {
      const count = 1 + random.int(5);
      const key = { names: ['a', 'b'], positions: Uint32Array.from({ length: count }, () => random.int(2)) };
      const seed = encodeObserved({
        firstIndex: random.int(100), count, eventTime: Float64Array.from({ length: count }, (_, i) => i), truthTime: Float64Array.from({ length: count }, (_, i) => (random.int(3) === 0 ? Infinity : i + 50)), keys: { supplier: key, lot: key, species: key },
        columns: SOURCES.map((source) => ({ source, values: Float32Array.from({ length: count }, () => (random.int(4) === 0 ? NaN : random.int(2))) })),
      });
      const input = random.int(4) === 0 ? new Uint8Array(seed) : damagedBytes(random, new Uint8Array(seed));
      return { input, run: () => encodeObserved(decodeObserved(new Uint8Array(input).buffer)) };
    },
  },
];
