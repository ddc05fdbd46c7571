import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { circles } from '../../../scripts/build.mjs';

function site(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'orchard-site-'));
  for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code);
  return folder;
}

it('a site whose files import each other in a circle is no site, and they are named', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  expect(circles(site({ 'index.js': 'import{a as b}from"./a.js";b()', 'a.js': 'import"./b.js";export{a}', 'b.js': 'import{x}from`./c.js`;', 'c.js': 'var q=1;export*from"./a.js";', 'd.js': 'import"./d2.js"', 'd2.js': '' }))).toBe(1);
  expect(said.mock.calls[0]![0]).toMatch(/\na\.js\nb\.js\nc\.js$/u);
  said.mockRestore();
});

it('files that only load each other later are fine', () => {
  expect(circles(site({ 'index.js': 'import{a}from"./a.js";', 'a.js': 'const later=()=>import("./index.js");export{later as a}' }))).toBe(0);
});
