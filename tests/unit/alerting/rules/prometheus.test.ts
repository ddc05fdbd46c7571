import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SampledStore } from '../../../../src/domain/alerting/metrics/sampled-store.ts';
import { TEXT_FORMAT, writeExposition } from '../../../../src/domain/alerting/metrics/text-format.ts';
import { labelKey } from '../../../../src/domain/alerting/alerts/matcher.ts';
import { evaluatePromql } from '../../../../src/domain/alerting/promql/evaluate.ts';
import { sampledLine } from './sampled-line.ts';

const present = spawnSync('prometheus', ['--version']).status === 0;
if (!present) console.warn('prometheus is not on the PATH (Debian package prometheus): the test with a server that scrapes us is skipped');

const QUERIES = [
  'orchard_accuracy', 'orchard_predictions_total', 'sum by (label) (orchard_predictions_total)', 'sum(orchard_truths_total) without (outcome)',
  'histogram_quantile(0.95, orchard_prediction_latency_seconds_bucket)', 'histogram_quantile(0.5, sum by (le) (orchard_prediction_latency_seconds_bucket))',
  'orchard_prediction_latency_seconds_sum / orchard_prediction_latency_seconds_count', 'topk(1, orchard_feature_mean)',
  'orchard_monitor_statistic > orchard_monitor_threshold', 'avg(orchard_monitor_state{judge="psi"} == bool 2)', 'count by (judge) (orchard_monitor_state)',
  'orchard_monitor_state{signal=~"fault\\\\..+"}', 'label_replace(orchard_predicted_share, "kind", "$1", "label", "(un)?ripe")',
  'orchard_accuracy{window="500"} < scalar(max(orchard_reference_accuracy)) - 0.1', 'round(orchard_confidence_mean, 0.01)', 'absent(orchard_weather)',
];

describe.skipIf(!present)('a Prometheus that scrapes an export', () => {
  let folder = '';
  const { metrics } = sampledLine();
  let target: Server;
  let prometheus: ChildProcess;
  let address = '';

  const query = async (text: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> => {
    const answer = await fetch(`${address}/api/v1/query?${new URLSearchParams({ query: text })}`);
    const { data } = await answer.json() as { data: { result: { metric: Record<string, string>; value: [number, string] }[] } };
    return data.result;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'orchard-prometheus-'));
    target = createServer((_, response) => response.writeHead(200, { 'content-type': TEXT_FORMAT }).end(writeExposition(metrics.families())));
    const portOf = async (server: Server) => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return (server.address() as AddressInfo).port;
    };
    const port = await portOf(target);
    const probe = createServer();
    address = `http://127.0.0.1:${await portOf(probe)}`;
    await new Promise((resolve) => probe.close(resolve));
    writeFileSync(join(folder, 'prometheus.yml'), `scrape_configs:\n- job_name: line\n  scrape_interval: 1s\n  static_configs:\n  - targets: ['127.0.0.1:${port}']\n`);
    prometheus = spawn('prometheus', [`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=${new URL(address).host}`], { stdio: 'ignore' });
    for (let tries = 0; tries < 200; tries += 1) {
      if (await query('orchard_accuracy').then((found) => found.length > 0, () => false)) return;
      await pause(100);
    }
    throw new Error('Prometheus has scraped nothing in 20 s');
  }, 40_000);

  afterAll(async () => {
    if (prometheus && prometheus.exitCode === null) {
      const gone = new Promise((resolve) => prometheus.once('exit', resolve));
      prometheus.kill();
      await gone;
    }
    target?.closeAllConnections();
    target?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(QUERIES)('%s', async (text) => {
    const store = new SampledStore();
    store.sample(metrics.families(), 0);
    const ours = evaluatePromql(text, 0, store);
    if (ours.type !== 'vector') throw new Error('not a vector');
    const theirs = (await query(text)).map(({ metric: { instance: _, job: __, ...labels }, value }) => ({ labels, value: Number(value[1]) }));
    const sorted = (samples: readonly { labels: Readonly<Record<string, string>>; value: number }[]) => (
      samples.map(({ labels, value }) => [labelKey(labels), Number(value.toPrecision(12))] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
    expect(sorted(ours.samples)).toEqual(sorted(theirs));
    expect(ours.samples.length).toBeGreaterThan(0);
  });
});
