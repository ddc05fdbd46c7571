import type { Act } from './act.ts';
import { IMPROVE_ACTS } from './improve.ts';
import { LINE_ACTS } from './line.ts';
import { MODEL_ACTS } from './models.ts';
import { PAGE_ACTS } from './page.ts';
import { PROJECT_ACTS } from './project.ts';
import { WATCH_ACTS } from './watch.ts';

/** Everything that a soak does of its own accord. */
export const ACTS: readonly Act[] = [...LINE_ACTS, ...MODEL_ACTS, ...WATCH_ACTS, ...IMPROVE_ACTS, ...PROJECT_ACTS, ...PAGE_ACTS];
