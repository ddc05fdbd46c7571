import type { Finding } from './findings.ts';

const figure = (value: number): string => value.toFixed(2);
const WORDS = ['none', 'one', 'two', 'three', 'four', 'five'];
const few = (count: number): string => WORDS[count] ?? String(count);

/** Why a finding stands in the queue, with its figures. Names of somebody's stand in “quotes”. */
export function reasonText(finding: Finding): string {
  switch (finding.reason) {
    case 'label': return `${figure(finding.probability)} “${finding.suggested}”, ${figure(finding.usual)} is usual`;
    case 'near': return `${finding.bits === 0 ? 'alike to the bit' : `up to ${finding.bits} of 64 bits apart`}`;
    case 'split': return `on both sides of the split, ${finding.bits} of 64 bits apart`;
    case 'frozen': return `one picture, ${finding.ids.length} times`;
    case 'dark': return `brightness ${figure(finding.value)}, below ${figure(finding.limit)}; ${figure(finding.usual)} is usual`;
    case 'blurred': return `sharpness ${finding.value.toFixed(3)}, below ${finding.limit.toFixed(3)}; ${finding.usual.toFixed(3)} is usual`;
    case 'far-off': return `like nothing else here: ${finding.value.toFixed(0)} standard deviations off`;
  }
}

/** What the nearest say of a doubted label; empty where they are not known. */
export function nearestText(finding: Finding): string {
  if (finding.reason !== 'label' || finding.nearest.length === 0) return '';
  return `${few(finding.agreeing)} of the ${few(finding.nearest.length)} nearest ${finding.agreeing === 1 ? 'is' : 'are'}`;
}

/** Why the label may be right all the same; empty where nothing says so. */
export function cautionText(finding: Finding): string {
  if (finding.reason !== 'label' || finding.caution === null) return '';
  const { caution } = finding;
  return caution.kind === 'cultivar' ? `${caution.doubted} of ${caution.of} ${caution.cultivar} are doubted: the model may not know it` : `${few(caution.agreeing)} of its nearest ${caution.agreeing === 1 ? 'is' : 'are'} labelled as it is`;
}
