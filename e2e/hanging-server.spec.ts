// The server hangs while a sheet is open: nothing is said to be missing or unchanged that cannot be known, and what was
// confirmed happens once, when it goes on.
import { CAST_HOST } from '../apps/demo/src/catalogue.ts';
import { expect, test } from './support/fixtures.ts';
import { takeScreenshots } from './support/screenshots.ts';

test.describe.configure({ timeout: 120_000 });

test('while no answer comes the sheet says that it may have happened, and beats that cannot be seen are not missing', async ({
  operator: page,
  cynosure,
}) => {
  await page.goto(`/hosts/${CAST_HOST}`);
  const row = page.getByRole('row', { name: `notify ${CAST_HOST}:7001` });
  await expect(row).toContainText('ago');
  await page.getByRole('button', { name: 'Isolate host…' }).click();
  const sheet = page.getByRole('dialog', { name: `Isolate host ${CAST_HOST}` });
  await sheet.getByRole('textbox', { name: 'Reason' }).fill('the server hangs');
  const confirm = sheet.getByRole('button', { name: 'Isolate 12 instances' });
  await expect(confirm).toBeEnabled();
  process.kill(cynosure.pid, 'SIGSTOP');
  try {
    await confirm.click();
    await expect(sheet.getByRole('alert')).toContainText('No answer yet. It may have happened; asking…');
    await expect(sheet).not.toContainText('Nothing has changed yet.');
    // Three of its heartbeats would have come by now.
    await expect(page.locator('html')).toHaveAttribute('data-live', 'stale', { timeout: 15_000 });
    const cells = page.locator('td', { hasText: / s ago/ });
    await expect(cells.filter({ hasText: /1[5-9] s ago/ }).first()).toBeAttached({ timeout: 15_000 });
    await expect(cells.filter({ hasText: /[3-9] missed/ })).toHaveCount(0);
    await takeScreenshots(page, 'hanging-server');
  } finally {
    process.kill(cynosure.pid, 'SIGCONT');
  }
  const result = page.getByRole('dialog', { name: 'Result' });
  await expect(result).toContainText(`12 instances on ${CAST_HOST} are isolated`, { timeout: 30_000 });
  await result.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.getByRole('button', { name: 'Undo 12 changes' }).click();
  await expect(result).toBeVisible();
});
