import type { Automation } from '../src/state/automation-surface.ts';

declare global {
  interface Window {
    orchard: Automation;
  }
}
