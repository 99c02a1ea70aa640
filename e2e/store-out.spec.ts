// The store cannot write for a while: operators are told so on every page, writes are refused with the reason, clients
// notice nothing, and all of it is over by itself when the store is back. Or its data are damaged: that is told too.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CAST_HOST } from '../apps/demo/src/catalogue.ts';
import { RegistryClient } from '../apps/demo/src/registry-client.ts';
import { expect, test } from './support/fixtures.ts';
import { overDiscover } from './support/registry-side.ts';
import { takeScreenshots } from './support/screenshots.ts';
import { signIn } from './support/sign-in.ts';
import { ADMIN, startCynosure } from './support/start-cynosure.ts';

/** Where the header of an SQLite file says of how many pages it is. */
const PAGE_COUNT_AT = 28;
const WHY = 'Another program has locked the database.';

test('while the store is out every page says since when and why, writes are refused with the reason, and it ends by itself', async ({
  operator: page,
  browser,
  cynosure,
}) => {
  const banner = page.getByRole('alert').filter({ hasText: 'The store has been out since' });
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect(banner).toHaveCount(0);

  const otherProgram = new DatabaseSync(join(cynosure.dataDir, 'cynosure.db'));
  otherProgram.exec('BEGIN IMMEDIATE');
  const client = new RegistryClient(cynosure.grpc, { ownConnection: true });
  try {
    const late = { namespace: 'default', service: 'too-late', host: '10.9.9.9', port: 1 };
    expect(await client.register(late)).toMatchObject({ code: 500001, info: WHY });
    await expect(banner).toContainText(
      /out since \d\d:\d\d:\d\d\. Another program has locked the database\. Writes/,
    );
    for (const name of ['Services', 'Instances', 'Hosts', 'Activity']) {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
      await expect(banner).toBeVisible();
    }
    await takeScreenshots(page, 'store-out', () => expect(banner).toBeVisible());

    await page.goto(`/hosts/${CAST_HOST}`);
    await page.getByRole('button', { name: 'Isolate host…' }).click();
    const sheet = page.getByRole('dialog', { name: `Isolate host ${CAST_HOST}` });
    await sheet.getByRole('textbox', { name: 'Reason' }).fill('INC-4712 while the disk is gone');
    await sheet.getByRole('button', { name: 'Isolate 12 instances' }).click();
    await expect(sheet).toContainText(WHY);
    // Reads and beats go on: clients are told what they were told before.
    const seen = await overDiscover(cynosure, CAST_HOST);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((one) => one.isolate || !one.healthy)).toEqual([]);
    await page.keyboard.press('Escape');

    const outside = await browser.newPage({ baseURL: cynosure.console });
    await outside.goto('/sign-in');
    await expect(
      outside.getByRole('alert').filter({ hasText: 'Nobody can sign in until it is back' }),
    ).toContainText(/The store has been out since/);
    await outside.getByRole('textbox', { name: 'Name' }).fill(ADMIN.user);
    await outside.getByLabel('Password').fill(ADMIN.password);
    await outside.getByRole('button', { name: 'Sign in' }).click();
    await expect(outside.getByRole('alert').filter({ hasText: 'Signing in did not work.' })).toContainText(
      WHY,
    );
    await takeScreenshots(outside, 'store-out-sign-in');
    otherProgram.exec('ROLLBACK');
    await expect(outside.getByText('Nobody can sign in until it is back')).toHaveCount(0);
    await outside.close();
    otherProgram.exec('BEGIN IMMEDIATE');
  } finally {
    otherProgram.exec('ROLLBACK');
    otherProgram.close();
  }
  await expect(banner).toHaveCount(0);
  const again = { namespace: 'default', service: 'in-time', host: '10.9.9.9', port: 1 };
  expect((await client.register(again)).code).toBe(200000);
  expect((await client.deregister(again)).code).toBe(200000);
  client.close();
});

test('data that a check after a crash found damaged are said to be so on every page, though all goes on', async ({
  browser,
}) => {
  const first = await startCynosure();
  const file = join(first.dataDir, 'cynosure.db');
  await first.kill();
  const db = new DatabaseSync(file);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  // A page that nothing leads to, as a lost write leaves one: all that is reached can be read and written.
  const bytes = Buffer.concat([readFileSync(file), Buffer.alloc(4096)]);
  bytes.writeUInt32BE(bytes.length / 4096, PAGE_COUNT_AT);
  writeFileSync(file, bytes);

  const again = await startCynosure({ dataDir: first.dataDir });
  const page = await browser.newPage({ baseURL: again.console });
  try {
    // The check runs beside the start.
    await expect(async () => {
      await page.goto('/sign-in');
      await expect(page.getByText('The data file is damaged.')).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
    await signIn(page);
    const banner = page.getByRole('alert').filter({ hasText: 'The data file is damaged.' });
    await expect(banner).toContainText(/prepare to restore a backup\. ?Page \d+: never used$/);
    await page.goto('/settings/nodes');
    await expect(banner).toBeVisible();
    await expect(page.getByRole('main').getByText('damaged', { exact: true })).toBeVisible();
    await takeScreenshots(page, 'store-damaged', () => expect(banner).toBeVisible());
  } finally {
    await page.close();
    await again.stop();
    rmSync(first.dataDir, { recursive: true });
  }
});
