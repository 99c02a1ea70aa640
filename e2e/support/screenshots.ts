import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ROOT } from '../../scripts/parts/root.ts';

const WIDTHS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;
const THEMES = ['light', 'dark'] as const;
export const SCREENSHOTS = join(ROOT, 'test-results/screens');

/**
 * Pictures of the page as it is, at both widths and in both themes, as `test-results/screens/{name}-{width}-{theme}.png`.
 * The theme is asked for the way a system does it. `before` runs ahead of each picture (open a menu, wait for a row).
 */
export async function takeScreenshots(page: Page, name: string, before?: () => Promise<void>): Promise<void> {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const size of WIDTHS) {
      await page.setViewportSize(size);
      await before?.();
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${size.width}-${theme}.png`) });
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  await page.setViewportSize(WIDTHS[0]);
}
