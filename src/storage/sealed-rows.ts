import * as v from 'valibot';
import type { Revision } from '../domain/world/drift/scenario.ts';
import { scenarioSchema } from '../domain/world/drift/schema.ts';
import { LONGEST_SEALED, sealedText, unsealed } from '../domain/world/share/sealed-text.ts';
import { index, textOf } from './bounded.ts';
import type { Key, StoreName } from './engine/engine.ts';
import type { PutAside } from './types.ts';

/*
 * A sealed scenario is stored as its sealed text, so that neither the browser's own tools nor a project file tell it to a reader.
 */

/** A revision as it is stored: with its scenario, or with the text of a sealed one. */
export const storedRevisionSchema = v.union([
  v.object({ from: index, scenario: scenarioSchema }),
  v.pipe(v.object({ from: index, sealed: textOf(LONGEST_SEALED) }), v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    try {
      return { from: value.from, scenario: unsealed(value.sealed) };
    } catch {
      addIssue({ message: 'the seal is damaged' });
      return NEVER;
    }
  })),
]);

/** A row as it goes into a store or a file. */
export function storedRow(store: StoreName, key: Key, value: unknown): unknown {
  if (store === 'revisions') return storedRevision(value as Revision);
  if (store !== 'facts' || key !== 'aside') return value;
  const aside = value as PutAside;
  return { ...aside, record: { ...aside.record, revisions: aside.record.revisions.map(storedRevision) } };
}

function storedRevision(revision: Revision): unknown {
  return revision.scenario.sealed ? { from: revision.from, sealed: sealedText(revision.scenario) } : revision;
}
