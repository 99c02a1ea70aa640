// Changing many at once while clients look on: how far it has come to them, and what taking it back would do.
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';

const HOST = '10.5.0.7';
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const result = (page: Page) => dialog(page, 'Result');

/** Ticks all instances of the host and opens a sheet of the bar. */
async function open(page: Page, action: string): Promise<void> {
  await page.goto(`/instances?host=${HOST}`);
  await expect(page.getByRole('table', { name: 'Instances' }).getByRole('row')).toHaveCount(13);
  await page.getByRole('checkbox', { name: 'Select all loaded' }).click();
  const bar = page.getByRole('toolbar', { name: 'Actions for the selection' });
  await bar.getByRole('button', { name: action }).click();
}

test('the sheet of a weight says at once for how many it is, and the result how many clients have confirmed', async ({
  operator: page,
}) => {
  await open(page, 'Weight…');
  const sheet = dialog(page, 'Weight of 12 instances');
  await expect(sheet).toContainText('Fill in what all of them shall have');
  await sheet.getByRole('spinbutton', { name: 'Weight' }).fill('37');
  await sheet.getByRole('button', { name: 'Change 12 instances' }).click();
  const uptake = result(page).getByRole('status', { name: 'Uptake' });
  await expect(uptake).toContainText(/^(\d+) of \1 clients have confirmed it/, { timeout: 30_000 });

  await result(page).getByRole('button', { name: 'Undo' }).click();
  await dialog(page, /^Undo: /)
    .getByRole('button', { name: 'Undo 12 changes' })
    .click();
  await expect(result(page).getByRole('heading', { name: '12 changes taken back' })).toBeVisible();
});
