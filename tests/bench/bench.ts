import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { serve } from '../../scripts/serve.mjs';
import { openContext } from './context.ts';
import { judge, table, without } from './report.ts';
import type { Result } from './report.ts';
import { Skipped } from './row.ts';
import { ROWS } from './rows/index.ts';

export interface BenchOptions {
  root: string;
  executablePath: string;
  /** Ids of rows; all when left out. */
  only?: string[];
  photos: string | null;
  events: number;
}

/**
 * Runs the rows one after another, each in a browser of its own, prints the table and writes bench-results.json. Numbers over
 * budget are shown, not failed on; only a row that breaks makes the exit code 1.
 */
export async function bench({ root, executablePath, only, photos, events }: BenchOptions): Promise<number> {
  const unknown = only?.filter((id) => !ROWS.some((row) => row.id === id)) ?? [];
  if (unknown.length > 0) {
    console.error(`No row is called ${unknown.join(', ')}. There are: ${ROWS.map(({ id }) => id).join(', ')}`);
    return 1;
  }
  const cores = availableParallelism();
  const [load = 0] = loadavg();
  if (load > cores / 2) console.log(`The machine is busy (load ${load.toFixed(1)} on ${cores} cores): ratios still say something, times do not.\n`);
  // Site and baselines share an origin, so that both see the same databases.
  const folder = join(root, '.cache', 'bench');
  rmSync(join(folder, 'app'), { recursive: true, force: true });
  cpSync(join(root, 'dist'), join(folder, 'app'), { recursive: true });
  const server = await serve({ root: folder });
  const results: Result[] = [];
  try {
    for (const row of ROWS.filter(({ id }) => only === undefined || only.includes(id))) {
      process.stdout.write(`${row.id} …`);
      const context = await openContext({ executablePath, url: server.url, site: join(folder, 'app'), photos, events });
      const since = performance.now();
      const result = await row.run(context).then((measured) => judge(row, measured), (error: unknown) =>
        error instanceof Skipped ? without(row, `skipped: ${error.message}`, null) : without(row, `failed: ${firstLine(error)}`, false));
      await context.close();
      results.push(result);
      console.log(` ${((performance.now() - since) / 1000).toFixed(1)} s`);
    }
  } finally {
    await server.close();
  }
  console.log(`\n${table(results)}`);
  const file = join(root, 'bench-results.json');
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), cores, load, results }, null, 2)}\n`);
  console.log('\nWritten to bench-results.json.');
  return results.some(({ note }) => note.startsWith('failed')) ? 1 : 0;
}

const firstLine = (error: unknown): string => String(error instanceof Error ? error.message : error).split('\n', 1)[0]!.slice(0, 120);
