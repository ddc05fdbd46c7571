import type { App } from '../../app/app.svelte.ts';
import type { BeltView } from '../dock/belt-view.svelte.ts';

/** What a screen is given. */
export interface ScreenProps {
  app: App;
  /** Shared by every belt on the page. */
  belt: BeltView;
}
