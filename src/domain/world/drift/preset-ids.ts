/** The names of the stories in addresses and calls, apart from what they tell, which comes when one is opened. */
export const PRESET_IDS = [
  'new-cultivar', 'harvest-moves-on', 'lamp-ages', 'dusty-lens', 'winter-returns', 'greener-bananas', 'waxed-fruit',
  'camera-dies', 'the-echo', 'two-suppliers-wax', 'clicks-lie', 'winter-sells-itself', 'nothing-happens',
] as const;
export type PresetId = (typeof PRESET_IDS)[number];
