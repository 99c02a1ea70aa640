// axe finds nothing of weight on any page of the console: in each theme, in both languages, wide and narrow;
// and no table runs out of the side of a narrow page.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { CAST_HOST } from '../apps/demo/src/catalogue.ts';
import { expect, test } from './support/fixtures.ts';

const PATHS = {
  lists: [
    '/',
    '/services',
    '/aliases',
    '/instances?service=checkout',
    '/hosts',
    '/namespaces',
    '/clients',
    `/clients?host=${CAST_HOST}`,
    '/activity',
    '/isolations/in-force',
    '/isolations/drift',
    '/isolations/ending',
    '/isolations/ended',
  ],
  things: [
    '/services/default/checkout/instances',
    '/services/default/checkout/clients',
    '/services/default/checkout/contracts',
    '/services/default/checkout/aliases',
    '/services/default/checkout/activity',
    '/services/default/checkout/details',
    `/hosts/${CAST_HOST}`,
    '/hosts/10.99.99.99',
    '/namespaces/default',
    '/instances/nobody-here/state',
    '/nowhere',
  ],
  administration: [
    '/access/users',
    '/access/groups',
    '/access/roles',
    '/access/policies',
    '/access/tokens',
    '/access/sessions',
    '/settings/general',
    '/settings/guard',
    '/settings/isolation',
    '/settings/links',
    '/settings/live',
    '/settings/preferences',
    '/settings/nodes',
    '/settings/about',
  ],
} as const;

/** Each theme, and each language at each width. Not all twelve together: colours do not depend on the language. */
const CELLS = [
  { width: 1440, theme: 'light', contrast: 'normal', language: 'en' },
  { width: 1440, theme: 'dark', contrast: 'normal', language: 'zh-CN' },
  { width: 390, theme: 'light', contrast: 'more', language: 'zh-CN' },
  { width: 390, theme: 'dark', contrast: 'normal', language: 'en' },
] as const;

/** As another tab of the browser would choose them: the page follows without being loaded again. */
async function choose(page: Page, preferences: object): Promise<void> {
  // As text: it runs in the page, whose types are not those of the tests.
  const kept = JSON.stringify(JSON.stringify(preferences));
  await page.evaluate(`localStorage.setItem('cynosure.preferences', ${kept});
    dispatchEvent(new StorageEvent('storage', { key: 'cynosure.preferences' }))`);
}

async function look(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

/** Tables that run out of the side of a narrow page. */
async function tooWide(page: Page): Promise<string[]> {
  const found: unknown = await page.evaluate(`[...document.querySelectorAll('main table')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => 'runs out of the side: ' + (one.caption?.textContent ?? one.ariaLabel))`);
  return Array.isArray(found) ? found.map(String) : [];
}

for (const [kind, paths] of Object.entries(PATHS)) {
  test(`nobody is shut out of any page: ${kind}`, async ({ operator: page }) => {
    test.setTimeout(600_000);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const found: string[] = [];
    for (const path of paths) {
      await page.goto(path);
      for (const { width, ...preferences } of CELLS) {
        await page.setViewportSize({ width, height: 900 });
        await choose(page, preferences);
        const { language, theme } = preferences;
        await expect(page.locator(`html[lang="${language}"][data-theme="${theme}"]`)).toBeVisible();
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
        const cell = [path, width, ...Object.values(preferences)].join(' ');
        const wrong = [...(await look(page)), ...(width === 390 ? await tooWide(page) : [])];
        found.push(...wrong.map((one) => `${cell}: ${one}`));
      }
    }
    expect(found).toEqual([]);
  });
}
