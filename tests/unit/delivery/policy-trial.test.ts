import { expect, test } from 'vitest';
import type { Deployment } from '../../../src/domain/delivery/deployment.ts';
import { policyTrial } from '../../../src/domain/delivery/policy-trial.ts';

type Told = Pick<Deployment, 'rollout' | 'renewal' | 'fromIndex' | 'challenger'>;
const start = (renewal: string, fromIndex: number): Told => ({ renewal, fromIndex, challenger: 2, rollout: { act: 'start', strategy: { name: 'x', mode: 'canary', promote: 'end', steps: [], background: [], templates: [] } } });
const weight: Told = { fromIndex: 500, challenger: 2, rollout: { act: 'setWeight', id: '1/1', weight: 0.5 } };
const end = (act: 'promote' | 'abort'): Told => ({ fromIndex: 700, challenger: null, rollout: { act, id: '1/2' } });
const byHand: Told = { fromIndex: 600, challenger: null };

test.each<[string, readonly Told[], unknown]>([
  ['goes on', [start('a', 400), weight], { outcome: 'running', at: null }],
  ['is promoted', [start('a', 400), weight, end('promote')], { outcome: 'promoted', at: 700 }],
  ['is aborted', [start('a', 400), weight, end('abort'), byHand], { outcome: 'ended', at: 700 }],
  ['ends where a hand deploys', [start('a', 400), byHand, end('promote')], { outcome: 'ended', at: 600 }],
  ['ends where another begins', [start('a', 400), start('b', 900)], { outcome: 'ended', at: 900 }],
  ['is none', [start('b', 400), { ...byHand, renewal: 'a' }], null],
])('a trial that a policy began %s', (_what, deployments, expected) => {
  expect(policyTrial(deployments, 'a')).toEqual(expected);
});
