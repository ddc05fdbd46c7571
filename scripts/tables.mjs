import { readFileSync, writeFileSync } from 'node:fs';

const PAGE = new URL('../docs/policies.md', import.meta.url);

/**
 * Writes tables into docs/policies.md, each between the marks of its name; or prints them, where they are only to be looked at.
 *
 * @param {string} script that writes them, as the marks say it
 * @param {Record<string, string>} tables Markdown by name
 * @param {boolean} isDry
 */
export function writeTables(script, tables, isDry) {
  if (isDry) {
    for (const [name, table] of Object.entries(tables)) console.log(`## ${name}\n${table}`);
    return;
  }
  let page = readFileSync(PAGE, 'utf8');
  for (const [name, table] of Object.entries(tables)) {
    const [from, to] = [`<!-- ${name}: written by ${script} -->\n`, `<!-- end of ${name} -->`];
    const [start, end] = [page.indexOf(from), page.indexOf(to)];
    if (start < 0 || end < start) throw new Error(`docs/policies.md has no place for ${name}`);
    page = page.slice(0, start + from.length) + table + page.slice(end);
  }
  writeFileSync(PAGE, page);
}
