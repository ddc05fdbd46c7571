import type { Automation } from '../src/state/automation.ts';

declare global {
  interface Window {
    orchard: Automation;
  }
}
