// axe finds nothing of weight on these pages: light, dark, with more contrast, in Chinese, and at 390 px.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { CAST_HOST } from '../apps/demo/src/catalogue.ts';
import { expect, test } from './support/fixtures.ts';

const PATHS = [
  '/clients',
  `/clients?host=${CAST_HOST}`,
  '/aliases',
  '/services',
  '/services/default/checkout/contracts',
  '/services/default/checkout/activity',
  '/services/default/checkout/details',
  '/namespaces',
  '/namespaces/default',
  '/access/sessions',
  '/settings/general',
  '/settings/guard',
  '/settings/isolation',
  '/settings/links',
  '/settings/live',
  '/settings/preferences',
  '/settings/nodes',
  '/settings/about',
  '/activity',
];

/** One of each kind of page: what differs between themes and widths is the same on all of a kind. */
const OF_EACH_KIND = [
  '/clients',
  '/aliases',
  '/services/default/checkout/details',
  '/namespaces/default',
  '/settings/general',
  '/settings/nodes',
  '/activity',
];

const FACES = [
  { name: 'light', media: { colorScheme: 'light' }, width: 1440, preferences: {} },
  { name: 'dark', media: { colorScheme: 'dark' }, width: 1440, preferences: {} },
  { name: 'more contrast', media: { colorScheme: 'light' }, width: 1440, preferences: { contrast: 'more' } },
  { name: 'Chinese', media: { colorScheme: 'light' }, width: 1440, preferences: { language: 'zh-CN' } },
  { name: '390 px', media: { colorScheme: 'dark' }, width: 390, preferences: {} },
] as const;

async function look(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${path}: ${id}: ${html.slice(0, 160)}`));
}

for (const { name, media, width, preferences } of FACES) {
  test(`nobody is shut out of the pages, ${name}`, async ({ operator: page }) => {
    test.setTimeout(150_000);
    await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    // As text: it runs in the page, whose types are not those of the tests.
    await page.evaluate(`localStorage.setItem('cynosure.preferences', '${JSON.stringify(preferences)}')`);
    const found: string[] = [];
    for (const path of name === 'light' ? PATHS : OF_EACH_KIND) found.push(...(await look(page, path)));
    expect(found).toEqual([]);
  });
}
