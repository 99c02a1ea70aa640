// What owners set takes effect: the badge, the guard, what forms offer first; and what was done stands in the history.
import { expect, test } from './support/fixtures.ts';
import { takeScreenshots } from './support/screenshots.ts';

const SECTIONS = ['Guard', 'Isolation', 'Links', 'Your preferences', 'Server'];

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
