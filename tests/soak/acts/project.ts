import type { Received } from '../../e2e/harness/orchard.ts';
import { broughtBack, imported, removed } from '../ledger.ts';
import { call, changing, type Act } from './act.ts';

/** What is done with the whole project. */
export const PROJECT_ACTS: readonly Act[] = [
  {
    name: 'export', weight: 1.5,
    async run(stage) {
      // What is known to be stored before must be in the file, whatever is predicted meanwhile.
      const { line } = stage.ledger;
      stage.kept = { file: await call<Received>(stage, 'project.export'), line };
    },
  },
  {
    name: 'import', weight: 1.5,
    async run(stage) {
      if (stage.kept === null) return;
      const { file: { bytes, type }, line } = stage.kept;
      await changing(stage, 'project.import', [{ $blob: bytes.toString('base64'), type }], () => imported(line));
    },
  },
  { name: 'reset', weight: 0.4, run: (stage) => changing(stage, 'project.reset', [], () => removed) },
  { name: 'bring-back', weight: 1, run: (stage) => changing(stage, 'project.bringBack', [], () => broughtBack) },
];
