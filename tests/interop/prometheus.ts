import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Labels } from '../../src/domain/alerting/alerts/matcher.ts';

/** What Prometheus answers an instant query. */
export type Answer =
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'scalar' | 'string'; readonly value: string }
  | { readonly type: 'vector'; readonly samples: readonly { labels: Labels; value: string }[] }
  | { readonly type: 'range'; readonly windows: readonly { labels: Labels; points: readonly (readonly [seconds: number, value: string])[] }[] };

interface Response {
  readonly status: string;
  readonly errorType?: string;
  readonly error?: string;
  readonly data?: { readonly resultType: string; readonly result: unknown };
}

/** Whether Debian's `prometheus` package, or the like, is on the path. */
export const prometheusPresent = ['prometheus', 'promtool'].every((tool) => spawnSync(tool, ['--version']).status === 0);

/** Prometheus over series in OpenMetrics text, on a free port of the loopback. */
export async function startPrometheus(openMetrics: string) {
  const folder = mkdtempSync(join(tmpdir(), 'orchard-prometheus-'));
  const [samples, config, data] = ['samples.txt', 'prometheus.yml', 'data'].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(samples, openMetrics);
  writeFileSync(config, 'global: {}\n');
  const made = spawnSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', samples, data], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`promtool could not take the samples: ${made.stdout}${made.stderr}`);
  const server = spawn('prometheus', [`--config.file=${config}`, `--storage.tsdb.path=${data}`, '--storage.tsdb.retention.time=100y', '--web.listen-address=127.0.0.1:0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async () => {
    server.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  // The two lines come in any order.
  let [address, ready] = ['', false];
  for await (const line of createInterface(server.stderr)) {
    address = /msg="Listening on" address=(\S+)/.exec(line)?.[1] ?? address;
    ready ||= line.includes('Server is ready');
    if (address !== '' && ready) break;
  }
  server.stderr.resume();
  if (address === '' || !ready) {
    await stop();
    throw new Error('Prometheus did not start');
  }

  return {
    stop,
    async ask(query: string, time: number): Promise<Answer> {
      const response = await fetch(`http://${address}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query, time: String(time) }) });
      const { status, errorType, error = '', data } = await response.json() as Response;
      if (status !== 'success' || !data) {
        if (errorType !== 'bad_data' && errorType !== 'execution') throw new Error(`${query}: ${errorType}: ${error}`);
        return { type: 'refused', reason: error };
      }
      const { resultType, result } = data;
      if (resultType === 'vector') return { type: 'vector', samples: (result as { metric: Labels; value: [number, string] }[]).map(({ metric, value }) => ({ labels: metric, value: value[1] })) };
      if (resultType === 'matrix') return { type: 'range', windows: (result as { metric: Labels; values: [number, string][] }[]).map(({ metric, values }) => ({ labels: metric, points: values })) };
      return { type: resultType as 'scalar' | 'string', value: (result as [number, string])[1] };
    },
  };
}
