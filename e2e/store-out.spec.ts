// The store cannot write for a while: operators are told so on every page, writes are refused with the reason, clients
// notice nothing, and all of it is over by itself when the store is back.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CAST_HOST } from '../apps/demo/src/catalogue.ts';
import { RegistryClient } from '../apps/demo/src/registry-client.ts';
import { expect, test } from './support/fixtures.ts';
import { overDiscover } from './support/registry-side.ts';
import { takeScreenshots } from './support/screenshots.ts';

const WHY = 'Another program has locked the database.';

test('while the store is out every page says since when and why, writes are refused with the reason, and it ends by itself', async ({
  operator: page,
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
