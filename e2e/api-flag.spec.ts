// What the registry's API took out of traffic, with no isolation of the console behind it, put back from the console.
import type { Page } from '@playwright/test';
import { RegistryClient } from '../apps/demo/src/registry-client.ts';
import { expect, test } from './support/fixtures.ts';
import { login } from './support/registry-side.ts';
import { takeScreenshots } from './support/screenshots.ts';
import type { Cynosure } from './support/start-cynosure.ts';

test.describe.configure({ timeout: 120_000 });

const HOST = '10.77.0.1';
const SERVICE = 'flagged';
const PORTS = [8081, 8082];

/** Two instances on a host of their own, both taken out of traffic over the API. */
async function flag(server: Cynosure): Promise<void> {
  const client = new RegistryClient(server.grpc);
  for (const port of PORTS)
    await client.register({ namespace: 'default', service: SERVICE, host: HOST, port });
  client.close();
  const reply = await fetch(`${server.http}/naming/v1/instances/isolate/host`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', 'X-Polaris-Token': await login(server) },
    body: JSON.stringify([{ namespace: 'default', service: SERVICE, host: HOST, isolate: true }]),
  });
  expect(reply.status, await reply.text()).toBe(200);
}

const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const banner = (page: Page) => page.getByRole('region', { name: 'Isolation', exact: true });
const states = (page: Page) => page.getByRole('cell', { name: /^(Isolated|In traffic)/ });

/** From the open preview: confirms, sees the result, and closes it. */
async function putBack(page: Page, n: number): Promise<void> {
  await page
    .getByRole('button', { name: `Put ${n} ${n === 1 ? 'instance' : 'instances'} back in traffic` })
    .click();
  await expect(dialog(page, 'Result')).toContainText(/back in traffic/);
}

test('a host, an instance and a selection that the API’s flag keeps out are put back, and that is undone', async ({
  operator: page,
  cynosure,
}) => {
  await flag(cynosure);
  // What the flag keeps out counts as in force, whichever list is open.
  await page.goto('/isolations');
  const inForce = page.getByRole('tab', { name: /^In force/ });
  await expect(inForce).toHaveText(/\d$/);
  const counted = (await inForce.textContent()) ?? '';
  await page.getByRole('tab', { name: /^Drift/ }).click();
  await expect(inForce).toHaveText(counted);
  await page.goto(`/hosts/${HOST}`);
  await expect(banner(page)).toContainText('Isolated through the registry API');
  await takeScreenshots(page, 'api-flag-host');
  await banner(page).getByRole('button', { name: 'End isolation…' }).click();
  const preview = dialog(page, `End isolation of instances on ${HOST}`);
  await expect(preview).toContainText('2 instances return to traffic');
  await takeScreenshots(page, 'api-flag-preview');
  await preview.getByRole('textbox', { name: 'Reason' }).fill('a deployment forgot it');
  await putBack(page, 2);
  await dialog(page, 'Result').getByRole('button', { name: 'Undo', exact: true }).click();
  // They are all that the service has: the guard leaves them in traffic, and then there is nothing to take back.
  const undo = dialog(page, 'Undo: put 2 instances back in traffic');
  await expect(undo.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled();
  await expect(undo).toContainText('2 left in traffic by the guard');
  await undo.getByRole('radio', { name: 'Isolate it anyway' }).check();
  await undo.getByRole('textbox', { name: `Type ${SERVICE} to confirm` }).fill(SERVICE);
  await undo.getByRole('button', { name: 'Undo 2 changes' }).click();
  await expect(dialog(page, 'Result')).toBeVisible();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(states(page)).toHaveText([/Isolated/, /Isolated/]);
  await expect(banner(page)).toContainText('a deployment forgot it');
  await banner(page).getByRole('button', { name: 'End isolation…' }).click();
  await putBack(page, 2);
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(states(page)).toHaveText([/In traffic/, /In traffic/]);
  await expect(banner(page)).toHaveCount(0);

  await flag(cynosure);
  await page.goto(`/services/default/${SERVICE}/instances`);
  await page.getByRole('checkbox', { name: `Select ${HOST}:${PORTS[0]}` }).check();
  await page.getByRole('toolbar').getByRole('button', { name: 'End isolation…' }).click();
  await putBack(page, 1);
  await page.getByRole('button', { name: 'Done' }).click();
  await page
    .getByRole('row', { name: `${HOST}:${PORTS[1]}` })
    .getByRole('cell', { name: 'Isolated' })
    .click();
  await page.getByRole('button', { name: 'Open as page' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `${HOST}:${PORTS[1]}` })).toBeVisible();
  await expect(page.getByText('Isolated through the registry’s API')).toBeVisible();
  await takeScreenshots(page, 'api-flag-instance');
  await page.getByRole('button', { name: 'End isolation…' }).click();
  await putBack(page, 1);
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('Nobody isolated it')).toBeVisible();

  await page.goto(`/activity?host=${HOST}`);
  await expect(page.getByRole('list', { name: 'Operations' }).getByRole('listitem').first()).toContainText(
    'put 1 instance back in traffic',
  );
});
