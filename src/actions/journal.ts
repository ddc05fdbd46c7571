import * as v from 'valibot';
import type { JournalWords } from '../domain/journal/markdown.ts';
import { act, look } from './action.ts';
import { keyed, natural, text } from './arguments.ts';

/** Remedies as a script reads them; the screen has words of its own. */
const PLAIN_WORDS: JournalWords = { remedy: ({ remedy, what }) => `${remedy} (${what})` };

/** What went wrong, what was tried, and what stayed. */
export const journal = {
  list: look({ does: 'List the entries of the journal, the newest first', run: ({ journal }) => journal.list() }),
  notes: look({ does: 'List the notes of the journal', run: ({ journal }) => Promise.resolve(journal.notes) }),
  note: act({
    does: 'Write a note into the journal, beside an incident or none', takes: [text, v.optional(v.nullable(text))], undone: { by: 'journal.removeNote' },
    run: ({ journal }, words: string, incident?: string | null) => journal.note(words, incident ?? null),
  }),
  removeNote: act({ does: 'Take a note out of the journal', takes: [natural], code: 'index-out-of-range', undone: 'final', run: ({ journal }, position: number) => journal.removeNote(position) }),
  export: look({
    does: 'Write the journal as Markdown with pictures', takes: [v.optional(keyed({ pictures: v.optional(v.boolean()) }))],
    run: ({ journal }, options?: { pictures?: boolean }) => journal.export(PLAIN_WORDS, options ?? {}),
  }),
};
