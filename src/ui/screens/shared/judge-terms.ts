import type { TermId } from '../../../domain/guidance/glossary/glossary.ts';
import type { JudgeSpec } from '../../../domain/monitoring/monitors/spec.ts';

/** Tests and detectors that the glossary explains, by the names that their catalogues give them. */
const TERMS: Readonly<Record<string, TermId>> = {
  psi: 'psi', 'psi-sturges': 'psi', 'psi-labels': 'psi', ks: 'ks', wasserstein: 'wasserstein', 'jensen-shannon': 'jensen-shannon', 'jensen-shannon-labels': 'jensen-shannon', mmd: 'mmd', 'domain-classifier': 'domain-classifier',
  ADWIN: 'adwin', ADWIN_keep: 'adwin', DDM: 'ddm', PageHinkley: 'page-hinkley',
};

/** The term of a detector; undefined where it has none. */
export const detectorTerm = (name: string): TermId | undefined => TERMS[name];

/** The term of what judges; undefined where it has none. */
export function judgeTerm(judge: JudgeSpec): TermId | undefined {
  return judge.kind === 'threshold' ? undefined : TERMS[judge.kind === 'test' ? judge.test : judge.detector];
}
