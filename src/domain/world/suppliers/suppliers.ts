/** Who sends fruit, in the order in which screens list them. */
export const SUPPLIERS = ['aldermere', 'brookside', 'crane', 'dunmore', 'eastfield', 'fenwick'] as const;
export type Supplier = (typeof SUPPLIERS)[number];

/** What people call the suppliers. */
export const SUPPLIER_NAMES: Readonly<Record<Supplier, string>> = {
  aldermere: 'Aldermere', brookside: 'Brookside', crane: 'Crane & Sons', dunmore: 'Dunmore', eastfield: 'Eastfield', fenwick: 'Fenwick',
};

/** In place of a supplier's position in columns: nobody is known to have sent it. */
export const NO_SUPPLIER = 255;

/** A supplier's id by its position in columns; undefined for what stands for nobody. */
export function supplierNamed(position: number): Supplier | undefined {
  return SUPPLIERS[position];
}

/** How a supplier sends fruit. */
export interface Habit {
  /** Added to the mean of latent ripeness, −0.5..0.5. */
  ripeness: number;
  /** Share of its unripe fruit that is waxed until it looks like ripe fruit, 0..1. */
  waxed: number;
  /** Share of its fruit that is bruised beyond what any fruit is, 0..1. */
  bruised: number;
}

export const HABITS = ['ripeness', 'waxed', 'bruised'] as const satisfies readonly (keyof Habit)[];

/** What a world says of suppliers. */
export interface SupplierWorld extends Record<Supplier, Habit> {
  /** How far they differ by habits of their own, which wander slowly and are told nobody, 0..1. */
  differ: number;
  /** How much suppliers' wax shines, 0 as the skin itself does, 1 like varnish. */
  gloss: number;
}

export type SupplierPatch = Partial<Record<Supplier, Partial<Habit>>> & { differ?: number; gloss?: number };

/** As ripe as fruit is, no wax, no bruises beyond its own. */
export const PLAIN_HABIT: Readonly<Habit> = { ripeness: 0, waxed: 0, bruised: 0 };

/** Suppliers of whom nothing is said: they all send the same fruit. */
export const PLAIN_SUPPLIERS: Readonly<SupplierWorld> = {
  differ: 0, gloss: 0, aldermere: PLAIN_HABIT, brookside: PLAIN_HABIT, crane: PLAIN_HABIT, dunmore: PLAIN_HABIT, eastfield: PLAIN_HABIT, fenwick: PLAIN_HABIT,
};

/** Part way towards a patch, `w` in 0..1: every number that it names by old + w·(new − old). */
export function blendSuppliers(from: SupplierWorld, to: SupplierPatch, w: number): SupplierWorld {
  const mixed = (old: number, value: number | undefined): number => (value === undefined ? old : old + w * (value - old));
  const world: SupplierWorld = { ...from, differ: mixed(from.differ, to.differ), gloss: mixed(from.gloss, to.gloss) };
  for (const supplier of SUPPLIERS) {
    const [old, habit] = [from[supplier], to[supplier]];
    if (habit) world[supplier] = { ripeness: mixed(old.ripeness, habit.ripeness), waxed: mixed(old.waxed, habit.waxed), bruised: mixed(old.bruised, habit.bruised) };
  }
  return world;
}
