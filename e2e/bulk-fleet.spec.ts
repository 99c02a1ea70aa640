// Changing many at once while clients look on: how far it has come to them, and what taking it back would do.
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { login } from './support/registry-side.ts';
import { takeScreenshots } from './support/screenshots.ts';
import type { Cynosure } from './support/start-cynosure.ts';

const HOST = '10.5.0.7';
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const result = (page: Page) => dialog(page, 'Result');
const undoSheet = (page: Page) => dialog(page, /^Undo: /);

/** Ticks all instances of the host and opens a sheet of the bar. */
async function open(page: Page, action: string): Promise<void> {
  await page.goto(`/instances?host=${HOST}`);
  await expect(page.getByRole('table', { name: 'Instances' }).getByRole('row')).toHaveCount(13);
  await page.getByRole('checkbox', { name: 'Select all loaded' }).click();
  const bar = page.getByRole('toolbar', { name: 'Actions for the selection' });
  await bar.getByRole('button', { name: action }).click();
}

/** Gives one instance of the host another weight, as a script does. */
async function weigh(server: Cynosure, service: string, weight: number): Promise<void> {
  const token = await login(server);
  const headers = { 'Content-Type': 'application/json', 'X-Polaris-Token': token };
  const found = await fetch(`${server.http}/naming/v1/instances?host=${HOST}&service=${service}`, {
    headers,
  });
  const { instances } = (await found.json()) as { instances: object[] }; // a wrong shape fails the next lines
  const reply = await fetch(`${server.http}/naming/v1/instances`, {
    method: 'PUT',
    headers,
    body: JSON.stringify([{ ...instances[0], weight }]),
  });
  expect(reply.status, await reply.text()).toBe(200);
}

test('a weight for many says at once for how many it is, how many clients have it, and what undoing it puts back', async ({
  operator: page,
  cynosure,
}) => {
  await open(page, 'Weight…');
  const sheet = dialog(page, 'Weight of 12 instances');
  await expect(sheet).toContainText('Fill in what all of them shall have');
  await sheet.getByRole('spinbutton', { name: 'Weight' }).fill('37');
  await sheet.getByRole('button', { name: 'Change 12 instances' }).click();
  const uptake = result(page).getByRole('status', { name: 'Uptake' });
  await expect(uptake).toContainText(/^(\d+) of \1 clients have confirmed it/, { timeout: 30_000 });
  await takeScreenshots(page, 'bulk-result');

  await weigh(cynosure, 'ledger', 71);
  await result(page).getByRole('button', { name: 'Undo' }).click();
  const values = undoSheet(page).getByRole('table', { name: 'Before and after' });
  await expect(values.getByRole('row', { name: /^Weight/ })).toContainText(/37.*100 × \d+/);
  await expect(
    undoSheet(page).getByRole('table', { name: 'Effect per service' }).getByRole('row'),
  ).toHaveCount(10 + 1);
  await expect(undoSheet(page)).toContainText('Kept, changed since');
  await expect(undoSheet(page)).toContainText(/ledger 10\.5\.0\.7:\d+: Weight is 71/);
  await takeScreenshots(page, 'bulk-undo');
  await undoSheet(page).getByRole('button', { name: 'Undo 11 changes' }).click();
  await expect(result(page).getByRole('heading', { name: '11 instances taken back' })).toBeVisible();
  await expect(result(page).getByRole('table', { name: 'Before and after' })).toContainText(/100 × \d+/);
  await expect(result(page)).toContainText('Weight is 71');
  // Nothing is told service by service, so there is no table that would be empty.
  await expect(result(page).getByRole('table', { name: 'Result per service' })).toHaveCount(0);
  await expect(uptake).toContainText(/^(\d+) of \1 clients have confirmed it/, { timeout: 30_000 });
  await takeScreenshots(page, 'bulk-undone');
  await weigh(cynosure, 'ledger', 100);
});
