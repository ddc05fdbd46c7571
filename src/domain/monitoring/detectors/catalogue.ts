import { OrchardError } from '../../common/errors.ts';
import { ADWIN, ADWIN_KEEP } from './adwin.ts';
import { CUSUM } from './cusum.ts';
import { DDM } from './ddm.ts';
import type { Detector, DetectorSnapshot } from './detector.ts';
import { SNAPSHOT_VERSION } from './detector.ts';
import { ALWAYS, NEVER } from './dummy.ts';
import { EDDM } from './eddm.ts';
import { FHDDM } from './fhddm.ts';
import { HDDM_A } from './hddm-a.ts';
import { HDDM_W } from './hddm-w.ts';
import { KSWIN } from './kswin.ts';
import { PAGE_HINKLEY } from './page-hinkley.ts';
import type { DetectorSpec } from './spec.ts';
import { completeParams } from './spec.ts';

/** Every detector, in the order in which a screen should offer them. */
export const DETECTORS: readonly DetectorSpec[] = [
  ADWIN, ADWIN_KEEP, DDM, EDDM, FHDDM, HDDM_A, HDDM_W, PAGE_HINKLEY, KSWIN, CUSUM, ALWAYS, NEVER,
];

/** The catalogue entry of a detector. Throws `argument-invalid` for an unknown name. */
export function detectorSpec(name: string): DetectorSpec {
  const spec = DETECTORS.find((entry) => entry.name === name);
  if (!spec) throw new OrchardError('argument-invalid', `there is no detector ${name}; known are ${DETECTORS.map((entry) => entry.name).join(', ')}`);
  return spec;
}

/** What taking one value costs with these parameters, in updates of a detector that only counts. Throws like `createDetector`. */
export function updatesOf(name: string, params: Readonly<Record<string, unknown>> = {}): number {
  const spec = detectorSpec(name);
  return spec.updates?.(completeParams(spec, params)) ?? 1;
}

/** A fresh detector; parameters left out take their defaults. Throws `argument-invalid` for unknown names and values out of range. */
export function createDetector(name: string, params: Readonly<Record<string, unknown>> = {}): Detector {
  const spec = detectorSpec(name);
  return spec.create(completeParams(spec, params));
}

/**
 * The detector that a snapshot was taken from; it continues identically. Throws `file-version` for a snapshot of another
 * version and `file-schema` for one whose state does not fit.
 */
export function restoreDetector(snapshot: DetectorSnapshot): Detector {
  if (typeof snapshot !== 'object' || snapshot === null) throw new OrchardError('file-schema', 'a detector snapshot is an object');
  if (snapshot.version !== SNAPSHOT_VERSION) {
    throw new OrchardError('file-version', `detector snapshot has version ${String(snapshot.version)}, this Orchard reads ${SNAPSHOT_VERSION}`);
  }
  const spec = detectorSpec(snapshot.detector);
  const detector = spec.create(completeParams(spec, snapshot.params));
  detector.load(snapshot.state);
  return detector;
}

/** Whether a detector is given 1 where a prediction was right: of errors, those that look for fewer ones are. */
export function takesRight(detector: string, signal: string): boolean {
  return signal === 'error' && detectorSpec(detector).wantsRight === true;
}
