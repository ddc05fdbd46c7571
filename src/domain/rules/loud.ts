import type { CentreAlert } from './alert-centre.ts';

/** Whether someone should hear of an alert: it fires, and nobody muted or acknowledged it. */
export function isLoud({ state, standing, acknowledged }: CentreAlert): boolean {
  return state === 'firing' && standing.state === 'active' && !acknowledged;
}
