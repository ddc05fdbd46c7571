import { moveSentence } from '../../data/features/move-text.ts';
import { isolated } from '../../common/isolated.ts';
import { splitSignal } from './signal.ts';

const FAULT_SENTENCES: Readonly<Record<string, string>> = {
  dark: 'Pictures are too dark', blurred: 'Pictures are blurred', frozen: 'One picture comes again and again',
  'out-of-range': 'Pictures are out of range', 'unseen-label': 'Fruit comes that no label is for',
};
/** What of a signal fell, and what rose. */
const SIGNAL_SENTENCES: Readonly<Record<string, readonly [fallen: string, risen: string, either: string]>> = {
  error: ['Errors come less often', 'Errors come more often', 'Errors come more or less often'],
  confidence: ['The model is less sure', 'The model is surer', 'The model is not as sure as it was'],
  entropy: ['The model wavers less', 'The model wavers more', 'The model wavers more or less'],
  features: ['Pictures are unlike those of the reference', 'Pictures are unlike those of the reference', 'Pictures are unlike those of the reference'],
  embedding: ['Pictures are nearer to those learnt from', 'Pictures are unlike those learnt from', 'Pictures are unlike those learnt from'],
  latency: ['Predictions come faster', 'Predictions come later', 'Predictions take another time'],
  queue: ['Fewer pictures wait', 'More pictures wait', 'Another number of pictures waits'],
};

/** A signal beyond its limit, as a sentence; `by`: which way it moved, null where that is not known. */
export function signalSentence(signal: string, by: number | null): string {
  const [family, name] = splitSignal(signal);
  if (family === 'feature') return moveSentence(name, by);
  if (family === 'fault') return FAULT_SENTENCES[name] ?? 'Pictures are faulty';
  if (family === 'share') return `${by === null ? 'Another share' : by < 0 ? 'Less' : 'More'} is called ${isolated(name)}`;
  const [fallen, risen, either] = SIGNAL_SENTENCES[signal] ?? [];
  return (by === null ? either : by < 0 ? fallen : risen) ?? 'The labels are predicted in other shares than before';
}
