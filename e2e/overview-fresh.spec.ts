// A registry that nobody has used yet, and its first instance.
import { test as base, expect } from '@playwright/test';
import { login } from './support/registry-side.ts';
import { takeScreenshots } from './support/screenshots.ts';
import { signIn } from './support/sign-in.ts';
import { type Cynosure, startCynosure } from './support/start-cynosure.ts';

const test = base.extend<{ newborn: Cynosure }>({
  // Playwright reads the names of what a fixture needs from this pattern, even where it needs nothing.
  // biome-ignore lint/correctness/noEmptyPattern: see above
  newborn: async ({}, use) => {
    const server = await startCynosure();
    await use(server);
    await server.stop();
  },
  baseURL: async ({ newborn }, use) => use(newborn.console),
});

test('a newborn registry says where clients reach it, and counts an instance that nobody checks as that', async ({
  page,
  newborn,
}) => {
  await signIn(page);
  await expect(page.getByText(`Point a client at ${newborn.grpc} to begin.`)).toBeVisible();
  await takeScreenshots(page, 'overview-newborn');

  const answer = await fetch(`${newborn.http}/naming/v1/instances`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Polaris-Token': await login(newborn) },
    body: JSON.stringify([
      {
        namespace: 'default',
        service: 'hello',
        host: '10.0.0.1',
        port: 8080,
        location: { region: 'south', zone: 'gz-9', campus: '' },
      },
    ]),
  });
  expect(answer.status).toBe(200);
  const zone = page.getByRole('table', { name: 'Zones' }).getByRole('row').filter({ hasText: 'gz-9' });
  await expect(zone).toContainText('1 not checked');
  await expect(zone).not.toContainText('0 of 1');
  await takeScreenshots(page, 'overview-unchecked-zone');
});

test('the example of a newborn registry registers its instance as it was copied', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page);
  await page.getByRole('button', { name: 'Copy an example' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const example = await page.evaluate<string>('navigator.clipboard.readText()');
  const [, url, type, body] = /^curl -X POST (\S+) -H 'Content-Type: (\S+)' -d '(.+)'$/.exec(example) ?? [];
  const answer = await fetch(url ?? '', {
    method: 'POST',
    headers: { 'Content-Type': type ?? '' },
    body: body ?? '',
  });
  expect(await answer.json()).toMatchObject({ code: 200000 });
  await expect(page.getByRole('navigation', { name: 'Main' })).toContainText(/Instances\s*1/);
});

test('whoever sets a registry up can look at the password, and the history calls them by name', async ({
  page,
}) => {
  const server = await startCynosure({ env: { CYNOSURE_ADMIN_PASSWORD: '' } });
  try {
    const link = () => /Set up the first account at (\S+)/.exec(server.said())?.[1];
    await expect.poll(link).toBeDefined();
    await page.goto(link() ?? '');
    await page.getByLabel('Name').fill('anna');
    await page.getByLabel('Password', { exact: true }).fill('correct horse');
    await page.getByRole('checkbox', { name: 'Show password' }).check();
    await expect(page.getByRole('textbox', { name: 'Password' })).toHaveAttribute('type', 'text');
    await takeScreenshots(page, 'set-up');
    await page.getByRole('button', { name: 'Create and sign in' }).click();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Activity' }).click();
    const operations = page.getByRole('list', { name: 'Operations' });
    await expect(operations.getByRole('listitem').filter({ hasText: 'set the registry up' })).toContainText(
      'anna',
    );
  } finally {
    await server.stop();
  }
});
