// SDK access as an owner sees it: open by default, said on every page where others can reach it, closed namespace by
// namespace or everywhere, and what then happens to SDKs.
import { expect, test } from '@playwright/test';
import { RegistryClient } from '../apps/demo/src/registry-client.ts';
import { signIn } from './support/sign-in.ts';
import { startCynosure } from './support/start-cynosure.ts';

const PASSWORD = 'correct horse battery';
const OPEN = 'SDK access is open.';

test('a registry that others can reach says that SDKs need no token until it is closed, and then refuses them', async ({
  browser,
}) => {
  const server = await startCynosure({
    env: { CYNOSURE_BIND: '0.0.0.0', CYNOSURE_ADMIN_USER: 'lin.qiao', CYNOSURE_ADMIN_PASSWORD: PASSWORD },
  });
  const here = (address: string): string => address.replace('0.0.0.0', '127.0.0.1');
  const client = new RegistryClient(here(server.grpc));
  const context = await browser.newContext({ baseURL: here(server.console) });
  try {
    const page = await context.newPage();
    await signIn(page, { user: 'lin.qiao', password: PASSWORD });
    for (const path of ['/', '/services', '/activity']) {
      await page.goto(path);
      await expect(page.getByText(OPEN)).toBeVisible();
    }
    const register = async (namespace: string) =>
      (await client.register({ namespace, service: 'pay', host: '10.0.0.1', port: 1 })).code;
    expect(await register('default')).toBe(200000);

    await page.getByRole('link', { name: 'Close it…' }).click();
    await page.getByRole('checkbox', { name: 'default' }).check();
    await expect(page.getByText('Hand out tokens first.')).toBeVisible();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('SDK access was changed.')).toBeVisible();
    expect(await register('default')).toBe(401001);
    expect(await register('elsewhere')).toBe(200000);
    // It is not closed everywhere.
    await expect(page.getByText(OPEN)).toBeVisible();

    await page.getByRole('switch', { name: 'Every SDK needs a token' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText(OPEN)).toBeHidden();
    expect(await register('elsewhere')).toBe(401001);
    await page.screenshot({ path: 'test-results/screens/sdk-access.png' });
  } finally {
    client.close();
    await context.close();
    await server.stop();
  }
});

test('on loopback nobody is warned of what nobody else can reach', async ({ browser }) => {
  const server = await startCynosure();
  const context = await browser.newContext({ baseURL: server.console });
  try {
    const page = await context.newPage();
    await signIn(page);
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
    await expect(page.getByText(OPEN)).toHaveCount(0);
  } finally {
    await context.close();
    await server.stop();
  }
});
