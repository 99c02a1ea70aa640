// Every instance falls silent at once: more likely the registry hears badly than that all died. Health flips are held,
// everybody is told on every page, and an operator releases or discards them with a reason that history keeps.

import type { Page } from '@playwright/test';
import { encodeInstance, type InstanceInit, RegistryClient } from '../apps/demo/src/registry-client.ts';
import { expect, test } from './support/fixtures.ts';
import { takeScreenshots } from './support/screenshots.ts';
import { signIn } from './support/sign-in.ts';
import { type Cynosure, startCynosure } from './support/start-cynosure.ts';

const INSTANCES = 40;
const TTL_SECONDS = 1;
const BEAT_EVERY_MS = 400;
const SERVICE = { namespace: 'default', service: 'checkout' };

const members: InstanceInit[] = Array.from({ length: INSTANCES }, (_, at) => ({
  ...SERVICE,
  host: `10.7.0.${at}`,
  port: 8080,
  enableHealthCheck: true,
  healthCheck: { type: 1, heartbeat: { ttl: TTL_SECONDS } },
  location: { region: 'gz', zone: at % 2 === 0 ? 'gz-1' : 'gz-2' },
}));

/** Beats for all of them from now on; answers how to fall silent. */
function beatForAll(client: RegistryClient): () => void {
  const beats = members.map(encodeInstance);
  const timer = setInterval(() => {
    for (const beat of beats) void client.heartbeat(beat).catch(() => undefined);
  }, BEAT_EVERY_MS);
  return () => clearInterval(timer);
}

const healthyOf = async (page: Page): Promise<number> => {
  const answer = await page.request.get(`/console/v1/services/${SERVICE.namespace}/${SERVICE.service}`);
  return (await answer.json()).counts.healthy;
};

test.describe('while health flips are held', () => {
  let server: Cynosure;
  let client: RegistryClient;
  let silence: () => void;

  test.beforeEach(async () => {
    server = await startCynosure();
    client = new RegistryClient(server.grpc, { ownConnection: true });
    for (const member of members) expect((await client.register(member)).code).toBe(200000);
    silence = beatForAll(client);
  });
  test.afterEach(async () => {
    silence();
    client.close();
    await server.stop();
  });

  test('every page says so and why, an operator looks, discards and releases, and history has both', async ({
    browser,
  }) => {
    const context = await browser.newContext({ baseURL: server.console });
    const page = await context.newPage();
    await signIn(page);
    const banner = page.getByRole('region', { name: 'Held health verdicts' });
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
    await expect(banner).toHaveCount(0);

    silence();
    await expect(banner).toContainText(/40 silent instances stay healthy since \d\d:\d\d:\d\d, because only/);
    expect(await healthyOf(page)).toBe(INSTANCES);
    for (const name of ['Services', 'Activity']) {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
      await expect(banner).toBeVisible();
    }
    await takeScreenshots(page, 'held-banner', () => expect(banner).toBeVisible());

    await banner.getByRole('button', { name: 'Look' }).click();
    const sheet = page.getByRole('dialog', { name: 'Held health verdicts' });
    await expect(sheet.getByRole('row', { name: /checkout default gz-1 20 0 of 40/ })).toBeVisible();
    await expect(sheet.getByRole('row', { name: /checkout default gz-2 20 0 of 40/ })).toBeVisible();
    await sheet.getByRole('button', { name: 'Discard…' }).click();
    await expect(sheet).toContainText('All 40 silent instances stay healthy');
    await sheet.getByRole('button', { name: 'Discard 40 verdicts' }).click();
    await expect(sheet).toContainText('Say why, so that others know');
    await expect(sheet.getByRole('textbox', { name: 'Reason' })).toBeFocused();
    await sheet.getByRole('textbox', { name: 'Reason' }).fill('our own switch was rebooted');
    await page.keyboard.press('Enter');
    await expect(page.getByText('40 health verdicts were discarded.')).toBeVisible();
    await expect(sheet).toHaveCount(0);
    expect(await healthyOf(page)).toBe(INSTANCES);

    // Still silent 3 × TTL later, and still everybody: held again. This time it is true.
    await expect(banner).toContainText('40 silent instances stay healthy');
    await banner.getByRole('button', { name: 'Release…' }).click();
    await expect(sheet).toContainText('1 service has no healthy instance left then.');
    await takeScreenshots(page, 'held-release', () => expect(sheet).toBeVisible());
    await sheet.getByRole('textbox', { name: 'Reason' }).fill('the data centre is dark');
    await sheet.getByRole('button', { name: 'Release 40 verdicts' }).click();
    await expect(page.getByText('40 health verdicts were released.')).toBeVisible();
    await expect(banner).toHaveCount(0);
    await expect.poll(() => healthyOf(page)).toBe(0);

    await page.goto('/activity');
    await expect(page.getByRole('main')).toContainText('released 40 held health verdicts');
    await expect(page.getByRole('main')).toContainText('discarded 40 held health verdicts');
    await context.close();
  });

  test('a hold ends by itself as soon as the instances are heard again', async ({ browser }) => {
    const context = await browser.newContext({ baseURL: server.console, locale: 'zh-CN' });
    const page = await context.newPage();
    await page.goto('/');
    await page.locator('input[name="name"], input[autocomplete="username"]').first().fill('polaris');
    await page.locator('input[type="password"]').fill('polaris');
    await page.keyboard.press('Enter');
    const banner = page.getByRole('region', { name: '暂缓的健康判定' });
    silence();
    await expect(banner).toContainText('健康判定已暂缓。');
    await banner.getByRole('button', { name: '查看' }).click();
    await takeScreenshots(page, 'held-zh', () =>
      expect(page.getByRole('dialog', { name: '暂缓的健康判定' })).toContainText('gz-1'),
    );
    silence = beatForAll(client);
    await expect(banner).toHaveCount(0);
    await expect(page.getByRole('dialog')).toContainText('已没有暂缓的判定');
    expect(await healthyOf(page)).toBe(INSTANCES);
    await context.close();
  });
});
