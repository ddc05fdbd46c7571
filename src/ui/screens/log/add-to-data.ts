import { withLabel } from '../../../domain/data/dataset/label.ts';
import type { FruitEvent } from '../../../domain/world/stream/event.ts';
import type { App } from '../../../state/app.svelte.ts';

/** Pictures of the data set are kept at least at this size. */
const LEAST_PX = 128;

/** Takes one fruit of the line into the data set under a label, which is added where it is missing. False: the very picture is in it already. */
export async function addToData(app: App, event: FruitEvent, label: string): Promise<boolean> {
  const { data, line, pictures, registry } = app;
  const size = Math.max(LEAST_PX, registry.live?.signature.inputSize ?? LEAST_PX);
  const [drawn] = await pictures.ofLine(line.film, [event.index], size);
  if (!drawn) return false;
  // The labels' own spelling: a model may say “Ripe” where the data set says “ripe”.
  const own = data.labels.find((other) => other.toLowerCase() === label.toLowerCase());
  const labels = own === undefined ? withLabel(data.labels, label) : data.labels;
  const { species, cultivar, ripeness } = drawn.event.fruit;
  const { added } = await data.add([{ item: { picture: drawn.picture }, label: own ?? labels.at(-1)!, source: 'line', note: `fruit ${event.index}, ${species}`, species, cultivar, ripeness, fruit: drawn.fruit }], `Adding fruit ${event.index}`, { labels });
  return added > 0;
}
