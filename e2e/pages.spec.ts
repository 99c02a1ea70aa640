// Every page by its address: it shows what it is about, and nothing breaks on the way. Leaves pictures of all of them.
import { CAST_HOST } from '../apps/demo/src/catalogue.ts';
import { expect, test } from './support/fixtures.ts';
import { takeScreenshots } from './support/screenshots.ts';

const PAGES = [
  { name: 'overview', path: '/', heading: 'Overview' },
  { name: 'services', path: '/services', heading: 'Services' },
  { name: 'service', path: '/services/default/checkout', heading: 'checkout' },
  { name: 'hosts', path: '/hosts', heading: 'Hosts' },
  { name: 'host', path: `/hosts/${CAST_HOST}`, heading: CAST_HOST },
  { name: 'namespaces', path: '/namespaces', heading: 'Namespaces' },
  { name: 'namespace', path: '/namespaces/default', heading: 'default' },
  { name: 'aliases', path: '/aliases', heading: 'Aliases' },
  { name: 'service-contracts', path: '/services/default/checkout/contracts', heading: 'checkout' },
  { name: 'access', path: '/access/sessions', heading: 'Access' },
  { name: 'settings', path: '/settings/nodes', heading: 'Settings' },
  { name: 'clients', path: '/clients', heading: 'Clients' },
  { name: 'isolations', path: '/isolations', heading: 'Isolations' },
  { name: 'activity', path: '/activity', heading: 'Activity' },
] as const;

for (const { name, path, heading } of PAGES) {
  test(`the page ${path} shows "${heading}", at both widths and in both themes, without an error`, async ({
    operator: page,
  }) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    page.on('response', (response) => {
      if (response.status() >= 500) errors.push(`${response.url()} was answered with ${response.status()}`);
    });
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await takeScreenshots(page, name, async () => {
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    });
    expect(errors).toEqual([]);
  });
}

test('at 1440 px the lists of services and namespaces leave no column out', async ({ operator: page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto('/services');
  const services = page.getByRole('table', { name: 'Services' });
  for (const name of ['Service', 'Zones', 'Version', 'Department', 'Clients', 'Changed']) {
    await expect(services.getByRole('columnheader', { name, exact: true })).toBeVisible();
  }
  await page.goto('/namespaces');
  const namespaces = page.getByRole('table', { name: 'Namespaces' });
  const row = namespaces.getByRole('row', { name: 'default' });
  await expect(namespaces.getByRole('columnheader', { name: 'Changed', exact: true })).toBeVisible();
  const actions = row.getByRole('cell').last();
  await expect(actions).toContainText('services left');
  // Nothing of what stands in the cell is cut off.
  expect(await actions.evaluate((cell) => cell.scrollWidth - cell.clientWidth)).toBeLessThanOrEqual(0);
});

test('Columns says which columns a list of instances leaves out for want of room, and how many', async ({
  operator: page,
}) => {
  const columns = page.getByRole('button', { name: 'Columns' });
  const heads = page.getByRole('table').getByRole('columnheader');
  await page.goto('/services/default/cart/instances');
  await expect(heads.filter({ hasText: 'Changed' })).toBeVisible();
  await expect(columns).toHaveAccessibleDescription('');
  await page.goto('/instances');
  await expect(heads.filter({ hasText: 'Zone' })).toBeVisible();
  for (const head of ['TTL', 'Weight', 'Version'])
    await expect(heads.filter({ hasText: head })).toBeVisible();
  await expect(columns).toHaveAccessibleDescription('2 columns are left out: no room at this width');
  await columns.click();
  for (const name of ['Labels', 'Changed'])
    await expect(page.getByRole('menuitemcheckbox', { name })).toHaveAccessibleDescription('no room');
  await expect(page.getByRole('menuitemcheckbox', { name: 'Zone' })).toHaveAccessibleDescription('');
});

test('the chosen tab stays in sight when the window gets narrower', async ({ operator: page }) => {
  await page.goto('/services/default/cart/details');
  const tab = page.getByRole('tab', { name: 'Details' });
  await expect(tab).toHaveAttribute('aria-selected', 'true');
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(tab).toBeInViewport({ ratio: 0.9 });
});

for (const { language, forbidden, missing } of [
  { language: 'en', forbidden: 'You may not read the instance.', missing: 'cart could not be read' },
  { language: 'zh-CN', forbidden: '你没有读取该实例的权限。', missing: '无法读取 cart' },
]) {
  test(`what cannot be read is named as a sentence of ${language} names it`, async ({ operator: page }) => {
    const refuse = (path: string, status: number) =>
      page.route(path, (route) =>
        route.fulfill({ status, contentType: 'application/problem+json', body: '{}' }),
      );
    await page.addInitScript(`localStorage.setItem('cynosure.preferences', '{"language":"${language}"}')`);
    await refuse('**/console/v1/instances/not-mine', 403);
    await page.goto('/instances/not-mine/state');
    await expect(page.getByText(forbidden, { exact: true })).toBeVisible();
    await refuse('**/console/v1/services/default/cart*', 500);
    await page.goto('/services/default/cart/details');
    await expect(page.getByRole('alert').filter({ hasText: missing })).toBeVisible();
  });
}

for (const path of ['/services', '/instances', '/hosts', '/clients'])
  test(`the document of ${path} names the read of its list, which the page then does not repeat`, async ({
    operator: page,
  }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const document = await page.goto(path);
    expect(await document?.text()).toContain(`href="/console/v1${path}?`);
    await expect(page.locator('html')).toHaveAttribute('data-live', 'live');
    await expect(page.getByRole('table').getByRole('row').nth(1)).toBeVisible();
    expect(asked.filter((one) => one === `/console/v1${path}`)).toHaveLength(1);
  });
