import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DRIFT_PATTERNS } from '../../../../src/domain/world/drift/scenario.ts';
import { TERMS } from '../../../../src/domain/guidance/glossary/glossary.ts';

const UI = join(import.meta.dirname, '../../../../src/ui');
const sources = readdirSync(UI, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(svelte|ts)$/u.test(path) && !path.startsWith(join('screens', 'terms')))
  .map((path) => ({ path, text: readFileSync(join(UI, path), 'utf8') }));

/** Ids that are written out where a term is placed, and those that come from what the screen shows. */
const placed = new Set([
  ...sources.flatMap(({ text }) => [...text.matchAll(/(?:<Term id=|\bterm=|\bterm: )["']([a-z0-9-]+)["']/gu)].map(([, id]) => id!)),
  ...sources.filter(({ path }) => path.endsWith('judge-terms.ts')).flatMap(({ text }) => [...text.matchAll(/: '([a-z0-9-]+)'/gu)].map(([, id]) => id!)),
  ...(sources.some(({ text }) => text.includes('<Term id={draft.pattern}')) ? DRIFT_PATTERNS : []),
  ...(sources.some(({ text }) => text.includes('term={alias}')) ? ['champion', 'challenger'] : []),
  ...(sources.some(({ text }) => text.includes('<Term id={incident.state}')) ? ['pending', 'firing', 'resolved'] : []),
]);

describe('terms on the screens', () => {
  it('stand on a screen, every one of them', () => {
    expect(TERMS.filter(({ id }) => !placed.has(id)).map(({ id }) => id)).toEqual([]);
  });

  it('come with their texts only when a card or the list opens: no screen but the book reads them at once', () => {
    const eager = sources.filter(({ text }) => /^\s*import (?!type).*domain\/guidance\/glossary/mu.test(text)).map(({ path }) => path);
    expect(eager.toSorted()).toEqual(['parts/TermCard.svelte', 'parts/TermsHere.svelte']);
  });
});
