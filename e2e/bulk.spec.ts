// Many at once, by query (journey J8): all that match is frozen, previewed by service, changed on the server in batches
// that can be stopped, and taken back as one operation.
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { getJson, login } from './support/registry-side.ts';
import { SCREENSHOTS, takeScreenshots } from './support/screenshots.ts';
import { expect, seededTest } from './support/seeded.ts';
import { signIn } from './support/sign-in.ts';
import type { Cynosure } from './support/start-cynosure.ts';
import { countSteps, sayJourney } from './support/steps.ts';

/** Every sixth is of zone ap-south-1 and version 1.4.0. */
const ALL = 6 * 3_412;
const MATCHING = 3_412;
const QUERY = '/instances?zone=ap-south-1&version=1.4.0';
/** With headroom for a busy machine; the journey asks for 5 s. */
const DONE_WITHIN_MS = 10_000;

const test = seededTest(ALL);
test.describe.configure({ timeout: 60_000 });
test.use({ actionTimeout: 15_000 });

const list = (page: Page) => page.getByRole('table', { name: 'Instances' });
const bar = (page: Page) => page.getByRole('toolbar', { name: 'Actions for the selection' });
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const result = (page: Page) => dialog(page, 'Result');

async function open(page: Page, path = QUERY): Promise<void> {
  await page.goto(path);
  await expect(list(page).getByRole('row').nth(1)).toBeVisible();
}

async function selectAll(page: Page, n = MATCHING): Promise<Locator> {
  await page.getByRole('checkbox', { name: 'Select all loaded' }).click();
  await bar(page)
    .getByRole('button', { name: `Select all ${n.toLocaleString('en')} matching` })
    .click();
  await expect(bar(page)).toContainText(`${n.toLocaleString('en')} selected, frozen`);
  return bar(page);
}

/** How many of the matching ones have that weight, as the registry's own API counts them. */
async function withWeight(server: Cynosure, weight: number): Promise<number> {
  const query = new URLSearchParams({ limit: '1', version: '1.4.0', weight: String(weight) });
  const answer = await getJson(server, await login(server), `/naming/v1/instances?${query}`);
  return Number(answer.amount);
}

test('J8: all that match get another weight as one operation, and get their own back', async ({
  page,
  cynosure,
}) => {
  await signIn(page);
  await open(page);
  const steps = await countSteps(page);
  const actions = await selectAll(page);
  await actions.getByRole('button', { name: 'Weight…' }).click();
  const sheet = dialog(page, /^Weight of/);
  await expect(sheet.getByRole('spinbutton', { name: 'Weight' })).toBeFocused();
  await page.keyboard.type('50');
  const asked = Date.now();
  const confirm = sheet.getByRole('button', { name: `Change ${MATCHING.toLocaleString('en')} instances` });
  await expect(confirm).toBeVisible();
  const previewedMs = Date.now() - asked;
  await expect(sheet.getByRole('table', { name: 'Effect per service' }).getByRole('row')).not.toHaveCount(0);
  await expect(sheet.getByRole('table', { name: 'Before and after' })).toContainText('100 × 3,412');
  await confirm.click();
  const confirmed = Date.now();
  await expect(result(page).getByRole('heading', { name: '3,412 instances changed' })).toBeVisible({
    timeout: DONE_WITHIN_MS,
  });
  const doneMs = Date.now() - confirmed;
  const cost = await steps();
  sayJourney('J8 bulk by query', cost, `preview ${previewedMs} ms, 3,412 instances in ${doneMs} ms (≤ 5 s)`);
  expect(cost.clicks).toBeLessThanOrEqual(5);
  expect(cost.reads).toBeLessThanOrEqual(4);
  expect(cost.writes).toBe(1);
  expect(await withWeight(cynosure, 50)).toBe(MATCHING);

  await result(page).getByRole('button', { name: 'Undo' }).click();
  const undo = dialog(page, /^Undo: /);
  await undo.getByRole('button', { name: `Undo ${MATCHING.toLocaleString('en')} changes` }).click();
  await expect(result(page)).toBeVisible({ timeout: DONE_WITHIN_MS });
  expect(await withWeight(cynosure, 50)).toBe(0);
  await result(page).getByRole('button', { name: 'Done' }).click();
  // What was done is done: nothing stays ticked.
  await expect(bar(page)).toBeHidden();

  await page.goto('/activity');
  const entries = page.getByRole('list', { name: 'Operations' }).getByRole('listitem');
  await expect(entries.filter({ hasText: 'changed 3,412 instances' })).toHaveCount(1);
});

test('an action chosen while all that match are being frozen is for these, not for what was ticked', async ({
  page,
}) => {
  await signIn(page);
  await open(page);
  const { promise: asked, resolve: goOn } = Promise.withResolvers<void>();
  await page.route('**/console/v1/result-sets/*/freeze', async (route) => {
    await asked;
    await route.continue();
  });
  await page.getByRole('checkbox', { name: 'Select all loaded' }).click();
  await bar(page).getByRole('button', { name: 'Select all 3,412 matching' }).click();
  await bar(page).getByRole('button', { name: 'Weight…' }).click();
  await expect(bar(page).getByRole('button', { name: 'Weight…' })).toHaveAttribute('aria-busy', 'true');
  goOn();
  await expect(dialog(page, 'Weight of 3,412 instances')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(bar(page)).toContainText('3,412 selected, frozen');
});

test('what fails stays ticked with its reason, and is tried again', async ({ page, cynosure }) => {
  const token = await login(cynosure);
  const full = {
    service: 'svc-00000',
    namespace: 'load',
    host: '10.200.0.1',
    port: 80,
    metadata: Object.fromEntries(Array.from({ length: 64 }, (_, n) => [`k${n}`, 'v'])),
  };
  const created = await fetch(`${cynosure.http}/naming/v1/instances`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Polaris-Token': token },
    body: JSON.stringify([full]),
  });
  expect(created.status).toBe(200);
  await signIn(page);
  await open(page, '/services/load/svc-00000');
  const table = page.getByRole('table', { name: 'Instances of svc-00000' });
  await page.getByRole('checkbox', { name: 'Select all loaded' }).click();
  await bar(page).getByRole('button', { name: 'Labels…' }).click();
  const sheet = dialog(page, /^Labels of/);
  await sheet.getByRole('textbox', { name: 'Key 1' }).fill('one-more');
  await sheet.getByRole('button', { name: 'Change 101 instances' }).click();
  await expect(result(page).getByRole('heading', { name: '100 of 101 changed' })).toBeVisible();
  await expect(result(page).getByRole('table', { name: 'Failed' })).toContainText('64 labels');
  const download = page.waitForEvent('download');
  await result(page).getByRole('link', { name: 'Download results' }).click();
  expect((await download).suggestedFilename()).toMatch(/^results-.*\.csv$/);
  await result(page).getByRole('button', { name: 'Retry 1 failed' }).click();
  const again = dialog(page, /^Labels of 1 instance$/);
  await expect(again.getByRole('textbox', { name: 'Key 1' })).toHaveValue('one-more');
  await again.getByRole('button', { name: 'Cancel' }).click();
  await expect(bar(page)).toContainText('1 selected');
  await page.goto(`${page.url().split('?')[0]}?host=10.200.0.1`);
  await expect(table.getByRole('row', { name: '10.200.0.1:80' })).toBeVisible();
});

test('all that match are isolated by one write and put back in traffic by one', async ({
  page,
  cynosure,
}) => {
  await signIn(page);
  await open(page);
  const actions = await selectAll(page);
  await actions.getByRole('button', { name: 'Isolate…' }).click();
  const sheet = dialog(page, 'Isolate 3,412 instances');
  await sheet.getByRole('textbox', { name: 'Reason' }).fill('the zone is being drained');
  const asked = Date.now();
  await sheet.getByRole('button', { name: 'Isolate 3,412 instances' }).click();
  await expect(result(page).getByRole('heading', { name: '3,412 instances are isolated' })).toBeVisible({
    timeout: DONE_WITHIN_MS,
  });
  console.log(`note: 3,412 instances were isolated in ${Date.now() - asked} ms (≤ 5 s)`);
  await result(page).getByRole('button', { name: 'Done' }).click();
  await expect(bar(page)).toBeHidden();

  await open(page, `${QUERY}&isolated=true`);
  await (await selectAll(page)).getByRole('button', { name: 'End isolation…' }).click();
  const back = dialog(page, /^End isolation of 3,412 instances$/);
  await back.getByRole('button', { name: 'Put 3,412 instances back in traffic' }).click();
  await expect(
    result(page).getByRole('heading', { name: '3,412 instances are back in traffic' }),
  ).toBeVisible({
    timeout: DONE_WITHIN_MS,
  });
  const query = new URLSearchParams({ limit: '1', isolate: 'true' });
  const answer = await getJson(cynosure, await login(cynosure), `/naming/v1/instances?${query}`);
  expect(Number(answer.amount)).toBe(0);
});

test('ticking by key and range, the guard of a whole service, and deregistering by the number', async ({
  page,
}) => {
  await signIn(page);
  // Of a zone that no other test counts.
  await open(page, '/services/load/svc-00007?zone=ap-south-2');
  const table = page.getByRole('table', { name: 'Instances of svc-00007' });
  await table.getByRole('row').nth(1).focus();
  await page.keyboard.press('x');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+X');
  await expect(bar(page)).toContainText('3 selected');
  await expect(page.getByRole('row', { selected: true })).toHaveCount(3);
  await bar(page).getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Deregister…' }).click();
  const sheet = dialog(page, 'Deregister 3 instances');
  await expect(sheet.getByRole('row', { name: 'svc-00007 load' })).toBeVisible();
  await sheet.getByRole('button', { name: 'Deregister 3 instances' }).click();
  await expect(sheet.getByRole('textbox', { name: 'Type 3 to confirm' })).toBeFocused();
  await page.keyboard.type('3');
  await page.keyboard.press('Control+Enter');
  await expect(result(page).getByRole('heading', { name: '3 instances deregistered' })).toBeVisible();
  await result(page).getByRole('button', { name: 'Done' }).click();

  await open(page, '/services/load/svc-00008');
  await page.getByRole('checkbox', { name: 'Select all loaded' }).click();
  await bar(page).getByRole('button', { name: 'Weight…' }).click();
  const weight = dialog(page, /^Weight of/);
  await weight.getByRole('button', { name: '0', exact: true }).click();
  await expect(weight.getByRole('radiogroup', { name: 'Guard: svc-00008' })).toBeVisible();
  await expect(weight.getByRole('button', { name: 'Change 0 instances' })).toBeVisible();
  await weight.getByRole('radio', { name: 'Change it anyway' }).check();
  await weight.getByRole('textbox', { name: 'Type svc-00008 to confirm' }).fill('svc-00008');
  await weight.getByRole('button', { name: 'Change 100 instances' }).click();
  await expect(weight.getByRole('textbox', { name: 'Reason' })).toBeFocused();
  await page.keyboard.type('drained for good');
  await weight.getByRole('button', { name: 'Change 100 instances' }).click();
  await expect(result(page).getByRole('heading', { name: '100 instances changed' })).toBeVisible();
});

test('a link carries the selection, and Back brings it again', async ({ page }) => {
  await signIn(page);
  await open(page);
  await selectAll(page);
  const address = page.url();
  expect(address).toContain('sel=sel_');
  await page.goto('/services');
  await page.goto(address);
  await expect(bar(page)).toContainText('3,412 selected, frozen');
  await list(page)
    .getByRole('checkbox', { name: /^Select 10\./ })
    .first()
    .click();
  await expect(bar(page)).toContainText('3,411 selected, frozen');
  await expect(bar(page).getByRole('button', { name: '1 more match now — add' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(bar(page)).toBeHidden();
});

/** Nothing serious for assistive technology in a part of the page, whatever it looks like. */
async function expectAccessible(page: Page, part: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const contrast of ['no-preference', 'more'] as const) {
      await page.emulateMedia({ colorScheme, contrast, reducedMotion: 'reduce' });
      const { violations } = await new AxeBuilder({ page }).include(part).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    }
  }
  await page.emulateMedia({ colorScheme: null, contrast: null, reducedMotion: null });
}

test('the bar and its sheets look right at both widths and in both themes', async ({ page }) => {
  test.slow();
  await signIn(page);
  await open(page);
  await selectAll(page);
  await takeScreenshots(page, 'bulk-bar');
  await expectAccessible(page, '[role="toolbar"]');
  await bar(page).getByRole('button', { name: 'Labels…' }).click();
  const sheet = dialog(page, /^Labels of/);
  await sheet.getByRole('textbox', { name: 'Key 1' }).fill('track');
  await sheet.getByRole('textbox', { name: 'Value 1' }).fill('canary');
  await expect(sheet.getByRole('button', { name: 'Change 3,412 instances' })).toBeVisible();
  await takeScreenshots(page, 'bulk-labels');

  await open(page, '/services/load/svc-00009');
  await page.getByRole('checkbox', { name: 'Select all loaded' }).click();
  await bar(page).getByRole('button', { name: 'Weight…' }).click();
  await dialog(page, /^Weight of/)
    .getByRole('button', { name: '0', exact: true })
    .click();
  await expect(page.getByRole('radiogroup', { name: 'Guard: svc-00009' })).toBeVisible();
  await expectAccessible(page, '[role="dialog"]');
});

test('in Chinese the bar and its sheets say the same', async ({ page }) => {
  await signIn(page);
  await page.addInitScript('localStorage.setItem(\'cynosure.preferences\', \'{"language":"zh-CN"}\')');
  await page.goto(QUERY);
  await expect(page.getByRole('table', { name: '实例' }).getByRole('row').nth(1)).toBeVisible();
  await page.locator('thead .tick').click();
  await page.getByRole('button', { name: '选择全部 3,412 个匹配项' }).click();
  await page.getByRole('button', { name: 'TTL…' }).click();
  await page.getByRole('spinbutton', { name: 'TTL' }).fill('120');
  await expect(page.getByText('请输入 1 到 60 之间的整数。')).toBeVisible();
  await page.screenshot({ path: join(SCREENSHOTS, 'bulk-ttl-zh.png') });
});
