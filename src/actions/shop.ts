import * as v from 'valibot';
import { SHOP_SERIES, type ShopSeries } from '../domain/business/shop.ts';
import { look } from './action.ts';
import { keyed, natural } from './arguments.ts';

/** The shop that sells what the line calls ripe. */
export const shop = {
  series: look({
    does: 'Read a figure of the shop: clicks, purchases, returns, revenue, waste, value', takes: [v.picklist(SHOP_SERIES), v.optional(keyed({ from: v.optional(natural), to: v.optional(natural) }))],
    run: ({ shop, line }, name: ShopSeries, { from = 0, to }: { from?: number; to?: number } = {}) => shop.series(name, from, to ?? line.now),
  }),
  values: look({
    does: 'Say what verdicts of the live version are worth, and where deciding is worth most', obstacle: ({ registry }) => (registry.live ? null : 'nothing-deployed'),
    run: ({ shop }) => shop.values(),
  }),
};
