import type { Row } from '../row.ts';

export const featureJoinRow: Row = {
  id: 'feature-join', what: 'point-in-time join of 100,000 requests with 1,000,000 rows, five windowed features, from columns', unit: 's', budget: { atMost: 0.5 },
  async run(context) {
    const page = await context.bare();
    const { ms, newestMs, known } = await page.evaluate(() => window.bench.featureJoinTime(1_000_000, 100_000));
    await page.close();
    return { value: ms / 1000, details: { 'newest row alone, s': newestMs / 1000, known } };
  },
};

export const onlineReadRow: Row = {
  id: 'online-read', what: 'one read of five features of an entity from the online store', unit: 'µs', budget: { atMost: 5 },
  async run(context) {
    const page = await context.bare();
    const { us, present } = await page.evaluate(() => window.bench.onlineReadTime(200_000));
    await page.close();
    return { value: us, details: { present } };
  },
};
