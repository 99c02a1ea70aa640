// Several services at once: labels for all of them, and deleting those that nothing stands in the way of.
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { getJson, login } from './support/registry-side.ts';
import { takeScreenshots } from './support/screenshots.ts';
import type { Cynosure } from './support/start-cynosure.ts';

/** Two that hold nothing; checkout has instances. */
const EMPTY = ['spare-1', 'spare-2'];

async function make(server: Cynosure): Promise<void> {
  const made = await fetch(`${server.http}/naming/v1/services`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Polaris-Token': await login(server) },
    body: JSON.stringify(EMPTY.map((name) => ({ name, namespace: 'default', metadata: { tier: 'old' } }))),
  });
  expect(made.status, await made.text()).toBe(200);
}

/** As the registry's own API tells them. */
async function metadataOf(server: Cynosure, name: string): Promise<unknown> {
  const query = new URLSearchParams({ name, namespace: 'default' });
  const answer = await getJson(server, await login(server), `/naming/v1/services?${query}`);
  const { services } = answer as { services: { metadata: unknown }[] }; // A wrong shape fails the test.
  return services[0]?.metadata;
}

const bar = (page: Page) => page.getByRole('toolbar', { name: 'Actions for the selection' });
const rows = (page: Page) => page.getByRole('dialog').getByRole('table', { name: 'Selected services' });

async function tick(page: Page, names: readonly string[]): Promise<void> {
  for (const name of names) await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
  await expect(bar(page)).toContainText(`${names.length} selected`);
}

test('several services get labels, and those of them that are empty are deleted', async ({
  operator: page,
  cynosure,
}) => {
  await make(cynosure);
  await page.goto('/services?namespace=default');
  await tick(page, ['checkout', ...EMPTY]);
  await takeScreenshots(page, 'many-services-bar');

  await bar(page).getByRole('button', { name: 'Labels…' }).click();
  const labels = page.getByRole('dialog', { name: 'Labels of 3 services' });
  await expect(labels.getByRole('textbox', { name: 'Key 1' })).toBeFocused();
  await page.keyboard.type('team');
  await labels.getByRole('textbox', { name: 'Value 1' }).fill('shop');
  await labels.getByRole('checkbox', { name: /^tier/ }).check();
  await takeScreenshots(page, 'many-services-labels');
  await labels.getByRole('button', { name: 'Change 3 services' }).click();
  await expect(labels.getByRole('status')).toHaveText('3 done.');
  await labels.getByRole('button', { name: 'Done' }).click();
  await expect(bar(page)).toBeHidden();
  expect(await metadataOf(cynosure, 'spare-1')).toEqual({ team: 'shop' });
  expect(await metadataOf(cynosure, 'checkout')).toMatchObject({ team: 'shop' });

  await tick(page, ['checkout', ...EMPTY]);
  await bar(page).getByRole('button', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 3 services' });
  await expect(rows(page).getByRole('row', { name: /^checkout/ })).toContainText('Left in it: ');
  await expect(rows(page).getByRole('row', { name: /^spare-1/ })).toContainText('it can be deleted');
  await dialog.getByRole('button', { name: 'Delete 2 services' }).click();
  // Nothing goes without the number.
  const number = dialog.getByRole('textbox', { name: 'Type 2 to confirm' });
  await expect(number).toBeFocused();
  await takeScreenshots(page, 'many-services-delete');
  await number.fill('2');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('status')).toHaveText('2 done.');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(bar(page)).toContainText('1 selected');
  await expect(page.getByRole('row', { name: /^spare-/ })).toHaveCount(0);
  expect(await metadataOf(cynosure, 'spare-2')).toBeUndefined();
});

test('what is refused says why and stays ticked', async ({ operator: page, cynosure }) => {
  await make(cynosure);
  await page.goto('/services?namespace=default');
  await tick(page, EMPTY);
  await bar(page).getByRole('button', { name: 'Labels…' }).click();
  const labels = page.getByRole('dialog', { name: 'Labels of 2 services' });
  await labels.getByRole('textbox', { name: 'Key 1' }).fill('team');
  await labels.getByRole('textbox', { name: 'Value 1' }).fill('pay');
  await expect(labels.getByRole('button', { name: 'Change 2 services' })).toBeVisible();
  // Somebody deletes one of them meanwhile.
  const gone = await fetch(`${cynosure.http}/naming/v1/services/delete`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Polaris-Token': await login(cynosure) },
    body: JSON.stringify([{ name: 'spare-1', namespace: 'default' }]),
  });
  expect(gone.status, await gone.text()).toBe(200);
  await labels.getByRole('button', { name: 'Change 2 services' }).click();
  await expect(labels.getByRole('status')).toHaveText('1 done, 1 failed.');
  await expect(rows(page).getByRole('row', { name: /^spare-1/ })).toContainText('Refused.');
  expect(await metadataOf(cynosure, 'spare-2')).toEqual({ tier: 'old', team: 'pay' });
  await labels.getByRole('button', { name: 'Done' }).click();
  await expect(bar(page)).toContainText('1 selected');
});
