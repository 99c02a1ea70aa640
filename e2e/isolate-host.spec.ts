// The main journey: an operator takes a host out of traffic and puts it back, seen from all three sides: the console,
// the list over HTTP, the Discover stream of an SDK.
import type { Overview } from '@cynosure/shared/console/overview.ts';
import type { Page } from '@playwright/test';
import { CAST, CAST_HOST, CHECKOUT_HOSTS } from '../apps/demo/src/catalogue.ts';
import { expect, test } from './support/fixtures.ts';
import { login, overDiscover, overHttp, type Seen } from './support/registry-side.ts';
import type { Cynosure } from './support/start-cynosure.ts';

/** Ports whose instances are out of traffic, on either side of the registry. */
async function isolatedPorts(server: Cynosure): Promise<{ http: number[]; discover: number[] }> {
  const ports = (list: readonly Seen[]) => {
    expect(list).toHaveLength(CAST.length);
    return list.filter((one) => one.isolate).map((one) => one.port);
  };
  return {
    http: ports(await overHttp(server, CAST_HOST)),
    discover: ports(await overDiscover(server, CAST_HOST)),
  };
}

const onBothSides = (ports: number[]) => ({ http: ports, discover: ports });
const portsOf = (service: (name: string) => boolean): number[] =>
  CAST.filter((one) => service(one.service))
    .map((one) => one.port)
    .sort((a, b) => a - b);

/** From anywhere to the preview: paste the host, open it, press the button. */
async function openPreview(page: Page): Promise<void> {
  await page.keyboard.press('/');
  await page.getByRole('combobox', { name: 'Search' }).fill(CAST_HOST);
  await expect(page.getByRole('option', { name: `${CAST_HOST}, 12 instances in 11 services` })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: CAST_HOST })).toBeVisible();
  await page.getByRole('button', { name: 'Isolate host…' }).click();
  await expect(page.getByRole('dialog', { name: `Isolate host ${CAST_HOST}` })).toBeVisible();
}

test('a host is isolated with one request, clients confirm it, and undo puts it back', async ({
  operator: page,
  cynosure,
}) => {
  const writes: string[] = [];
  page.on('request', (request) => {
    // Reading a preview and choosing what to be told about change nothing.
    if (request.method() !== 'GET' && !/preview|\/events\//.test(request.url()))
      writes.push(`${request.method()} ${request.url()}`);
  });
  await openPreview(page);
  expect(await isolatedPorts(cynosure)).toEqual(onBothSides([]));
  const preview = page.getByRole('dialog', { name: `Isolate host ${CAST_HOST}` });
  await expect(preview.getByRole('table', { name: 'Effect per service' }).getByRole('row')).toHaveCount(
    11 + 1,
  );

  await preview.getByRole('textbox', { name: 'Reason' }).fill('INC-4711 disk latency');
  await preview.getByRole('button', { name: 'Isolate 12 instances' }).click();
  const result = page.getByRole('dialog', { name: 'Result' });
  await expect(result).toContainText(`12 instances on ${CAST_HOST} are isolated`);
  expect(writes).toHaveLength(1);
  expect(await isolatedPorts(cynosure)).toEqual(onBothSides(portsOf(() => true)));

  // The fleet's clients ask every 2 to 4 s, so all of them come to hold the new revisions. The streams by which this test
  // looked count as clients too, until 10 s after their end.
  const everybody = /\b([1-9]\d*) of \1 clients have confirmed it/;
  await expect(result.getByRole('status', { name: 'Uptake' })).toContainText(everybody, { timeout: 20_000 });

  await result.getByRole('button', { name: 'Undo' }).click();
  const undo = page.getByRole('dialog', { name: /^Undo: / });
  await undo.getByRole('button', { name: /^Undo \d+ changes?$/ }).click();
  await expect(page.getByRole('dialog', { name: 'Result' })).toBeVisible();
  await expect.poll(() => isolatedPorts(cynosure)).toEqual(onBothSides([]));

  // Whoever looks next is told how long clients took, and not what they should take.
  await page.getByRole('dialog', { name: 'Result' }).getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Isolate host…' }).click();
  const measured = async () => {
    const overview = (await (await page.request.get('/console/v1/overview')).json()) as Overview;
    expect(overview.clients.p99Ms).toBeGreaterThan(0);
    const sentence = `Clients stop choosing these instances within about ${Math.ceil(overview.clients.p99Ms / 1000)} s.`;
    return (await preview.innerText()).includes(sentence);
  };
  await expect.poll(measured).toBe(true);
  await page.keyboard.press('Escape');
});

test('the guard leaves the last healthy instance of a service in traffic', async ({
  operator: page,
  cynosure,
  fleet,
}) => {
  const others = CHECKOUT_HOSTS.filter((host) => host !== CAST_HOST);
  for (const host of others) expect(fleet.stopBeats({ service: 'checkout', host })).toBe(1);
  const dead = async () => {
    const lists = await Promise.all(others.map((host) => overHttp(cynosure, host)));
    return lists.flat().filter((one) => one.service === 'checkout' && !one.healthy).length;
  };
  await expect.poll(dead, { timeout: 20_000 }).toBe(2);

  await openPreview(page);
  const preview = page.getByRole('dialog', { name: `Isolate host ${CAST_HOST}` });
  const guard = preview.getByRole('radiogroup', { name: 'Guard: checkout' });
  await expect(preview).toContainText('checkout would have 0 of 3 healthy instances');
  await expect(guard.getByRole('radio', { name: 'Leave checkout in traffic' })).toBeChecked();
  await preview.getByRole('textbox', { name: 'Reason' }).fill('INC-4711 disk latency');
  await preview.getByRole('button', { name: 'Isolate 11 instances' }).click();
  await expect(page.getByRole('dialog', { name: 'Result' })).toContainText(
    `11 instances on ${CAST_HOST} are isolated`,
  );
  expect(await isolatedPorts(cynosure)).toEqual(onBothSides(portsOf((name) => name !== 'checkout')));

  // As it was found.
  await page.getByRole('dialog', { name: 'Result' }).getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: /^Undo \d+ changes?$/ }).click();
  await expect.poll(() => isolatedPorts(cynosure)).toEqual(onBothSides([]));
  fleet.resumeBeats({ service: 'checkout' });
  await expect.poll(dead).toBe(0);
});

test('an isolation made over HTTP appears on the host page without a reload', async ({
  operator: page,
  cynosure,
}) => {
  await page.goto(`/hosts/${CAST_HOST}`);
  const row = page.getByRole('row', { name: `ledger ${CAST_HOST}:8444` });
  await expect(row).toContainText('Healthy');
  await expect(row.getByText('Isolated')).toHaveCount(0);
  const set = async (isolate: boolean) => {
    const reply = await fetch(`${cynosure.http}/naming/v1/instances/isolate/host`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', 'X-Polaris-Token': await login(cynosure) },
      body: JSON.stringify([{ namespace: 'payments', service: 'ledger', host: CAST_HOST, isolate }]),
    });
    expect(reply.status).toBe(200);
  };
  await set(true);
  await expect(row.getByText('Isolated')).toBeVisible();
  await set(false);
  await expect(row.getByText('Isolated')).toHaveCount(0);
});
