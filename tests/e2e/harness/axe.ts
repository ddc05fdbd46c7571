import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** Axe over a page, within the page itself: otherwise each look opens another page to be summed up in, which takes as long again. The site has no frames of other origins. */
export function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode();
}
