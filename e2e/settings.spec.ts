// What owners set takes effect: the badge, the guard, what forms offer first; and what was done stands in the history.
import { expect, test } from './support/fixtures.ts';
import { takeScreenshots } from './support/screenshots.ts';

const SECTIONS = ['Guard', 'Isolation', 'Links', 'Live data', 'Your preferences', 'About', 'Nodes'];

test('the environment and the defaults are set, take effect at once, and are told by the history', async ({
  operator: page,
}) => {
  await page.goto('/settings');
  await page.getByRole('textbox', { name: 'Name of the environment' }).fill('Blue');
  await page.getByRole('switch', { name: 'Production' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.rail').getByText('Blue')).toBeVisible();
  await expect(page).toHaveTitle(/Blue/);
  await takeScreenshots(page, 'settings-general');
  for (const name of SECTIONS) {
    await page.getByRole('tab', { name }).click();
    await expect(page.getByRole('tabpanel', { name })).toBeVisible();
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    await takeScreenshots(page, `settings-${name.toLowerCase().replaceAll(' ', '-')}`);
  }
  await expect(page.getByText('places used')).toBeVisible();

  await page.getByRole('tab', { name: 'Isolation' }).click();
  await page.getByLabel('An isolation ends').selectOption({ label: '30 min' });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-disabled', 'true');
  await page.goto('/hosts/10.5.0.7/isolate');
  await expect(page.getByRole('radio', { name: '30 min' })).toBeChecked();

  await page.goto('/settings/isolation');
  await page.getByLabel('An isolation ends').selectOption({ label: 'when somebody ends it' });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-disabled', 'true');
  await page.goto('/activity');
  await expect(page.getByRole('list', { name: 'Operations' })).toContainText('changed the settings');
});

test('the guard is set for a namespace, and taken away again', async ({ operator: page }) => {
  await page.goto('/settings/guard');
  await page.getByRole('combobox', { name: 'Namespace' }).selectOption('default');
  await page.getByRole('group', { name: 'Add a rule' }).getByRole('textbox').fill('75');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Namespace default' })).toContainText('75 %');
  await page.goto('/services/default/checkout/details');
  await expect(page.getByText('Warns under 75 % healthy')).toBeVisible();
  await page.goto('/settings/guard');
  await page.getByRole('button', { name: 'Remove the rule of default', exact: true }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Namespace default' })).toHaveCount(0);
});

test('an owner does the upkeep of a node: each act asks first and is told by the history', async ({
  operator: page,
  cynosure,
}) => {
  await page.goto('/settings/nodes');
  const nodes = page.getByRole('table', { name: 'Nodes' });
  await expect(nodes.getByRole('row', { name: new RegExp(cynosure.grpc) })).toContainText('this node');

  await page.getByRole('button', { name: 'Clean deregistered instances…' }).click();
  const clean = page.getByRole('dialog', { name: 'Clean deregistered instances' });
  await clean.getByRole('button', { name: 'Clean', exact: true }).click();
  await expect(clean.getByRole('textbox', { name: 'Type clean to confirm' })).toBeFocused();
  await clean.getByRole('textbox', { name: 'Type clean to confirm' }).fill('clean');
  await takeScreenshots(page, 'settings-clean');
  await clean.getByRole('button', { name: 'Clean', exact: true }).click();
  await expect(clean).toHaveCount(0);

  await page.getByRole('button', { name: 'Close connections…' }).click();
  const close = page.getByRole('dialog', { name: 'Close connections' });
  await expect(close).toContainText('host is connected');
  // Nobody is connected from there, so that the fleet stays.
  await close.getByRole('combobox', { name: 'Host' }).fill('10.9.9.9');
  await takeScreenshots(page, 'settings-close');
  await close
    .getByRole('button', { name: /^Close/ })
    .last()
    .click();
  await expect(close).toHaveCount(0);

  await page.getByRole('button', { name: 'Log level…' }).click();
  const level = page.getByRole('dialog', { name: 'Set a log level' });
  await level.getByRole('combobox', { name: 'Part of the log' }).selectOption('naming');
  await level.getByRole('combobox', { name: 'Level' }).selectOption('error');
  await level.getByRole('button', { name: 'Set level' }).click();
  await expect(level).toHaveCount(0);
  await expect(page.getByRole('listitem').filter({ hasText: /^naming error$/ })).toBeVisible();

  await page.getByRole('button', { name: 'Release leadership…' }).click();
  const release = page.getByRole('dialog', { name: 'Release the leadership of this node' });
  await release.getByRole('button', { name: 'Release leadership' }).click();
  await expect(release).toHaveCount(0);

  await page.goto('/activity');
  const history = page.getByRole('list', { name: 'Operations' });
  for (const sentence of [
    'released the leadership of this node',
    'set the log level of naming from',
    'closed 0 connections of 10.9.9.9',
    'removed 0 deregistered instances for good',
  ])
    await expect(history).toContainText(sentence);
});

test('what is live is told, and a bundle of diagnostics is taken away', async ({ operator: page }) => {
  await page.goto('/settings/live');
  const panel = page.getByRole('tabpanel', { name: 'Live data' });
  await panel.getByRole('button', { name: 'Pause updates' }).click();
  await expect(panel).toContainText('Paused');
  await panel.getByRole('button', { name: 'Resume updates' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-live', 'live');

  await page.goto('/settings/about');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download diagnostics' }).click();
  const stream = await (await saved).createReadStream();
  const text = Buffer.concat(await Array.fromAsync(stream)).toString();
  expect(JSON.parse(text)).toMatchObject({
    counts: { isolations: expect.any(Number) },
    server: { duties: 'leads' },
  });
  expect(text).not.toMatch(/token|password|links/i);
  const answer = await page.request.get('/licences.txt');
  expect(await answer.text()).toMatch(/^react \S+ MIT$/m);
});
