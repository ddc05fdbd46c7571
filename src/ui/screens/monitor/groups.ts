import { splitSignal } from '../../../domain/monitoring/monitors/signal.ts';

export type GroupId = 'predictions' | 'inputs' | 'time' | 'quality';

/** What can be bad, in the order in which it is looked at. */
export const GROUPS: readonly { id: GroupId; title: string; question: string }[] = [
  { id: 'predictions', title: 'Predictions', question: 'Is it right?' },
  { id: 'inputs', title: 'Inputs', question: 'Is it looking at the same world?' },
  { id: 'time', title: 'Time', question: 'Is it fast enough?' },
  { id: 'quality', title: 'Data quality', question: 'Can the pictures be trusted?' },
];

const FAMILIES: Readonly<Record<string, GroupId>> = {
  error: 'predictions', confidence: 'predictions', entropy: 'predictions', predicted: 'predictions', share: 'predictions',
  latency: 'time', queue: 'time', fault: 'quality',
};

/** The group that a signal belongs to; what is not of the model, the clock or the faults is an input. */
export function groupOfSignal(signal: string): GroupId {
  return FAMILIES[splitSignal(signal)[0]] ?? 'inputs';
}
