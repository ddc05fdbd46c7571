import type { Automation } from '../src/actions/surface.ts';

declare global {
  interface Window {
    orchard: Automation;
  }
}
