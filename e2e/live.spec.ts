// Watching the registry live (journey J6): others' changes come within a second and move nothing, one stream serves all
// tabs of a browser, and what is old says so.
import type { BrowserContext, Page } from '@playwright/test';
import { CHECKOUT_HOSTS } from '../apps/demo/src/catalogue.ts';
import { layCable } from './support/cable.ts';
import { expect, test } from './support/fixtures.ts';
import { login } from './support/registry-side.ts';
import { signIn } from './support/sign-in.ts';
import type { Cynosure } from './support/start-cynosure.ts';
import { countSteps, sayJourney } from './support/steps.ts';

const [HOST = ''] = CHECKOUT_HOSTS;
/** With headroom for a busy machine; the journey asks for 1 s. */
const SEEN_WITHIN_MS = 3_000;

test.describe.configure({ timeout: 60_000 });
test.use({ actionTimeout: 10_000 });

const word = (page: Page, wanted: string) =>
  expect(page.locator('html')).toHaveAttribute('data-live', wanted, { timeout: 30_000 });

async function write(server: Cynosure, method: string, path: string, body: object): Promise<void> {
  const answer = await fetch(server.http + path, {
    method,
    headers: { 'Content-Type': 'application/json', 'X-Polaris-Token': await login(server) },
    body: JSON.stringify([body]),
  });
  expect(answer.status, await answer.text()).toBe(200);
}

/** Requests for the event stream, from now on. */
function streamsOf(page: Page): () => number {
  let streams = 0;
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/console/v1/events') streams += 1;
  });
  return () => streams;
}

async function watch(page: Page): Promise<void> {
  await page.goto('/services/default/checkout');
  await expect(
    page.getByRole('table', { name: 'Instances of checkout' }).getByRole('row').nth(1),
  ).toBeVisible();
  await word(page, 'live');
}

test('J6: another one’s change is seen within a second; rows that come are held, and nothing moves', async ({
  operator: page,
  cynosure,
}) => {
  await watch(page);
  const table = page.getByRole('table', { name: 'Instances of checkout' });
  const names = () =>
    table.getByRole('row').evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')));
  const before = await names();
  const steps = await countSteps(page);
  const watched = table.getByRole('row', { name: new RegExp(`^${HOST}:`) }).first();
  const port = Number((await watched.getAttribute('aria-label'))?.split(':').at(-1));
  const of = { service: 'checkout', namespace: 'default', host: HOST, port };
  const asked = Date.now();
  await write(cynosure, 'PUT', '/naming/v1/instances', { ...of, weight: 37 });
  await expect(watched.getByRole('cell', { name: '37', exact: true })).toBeVisible();
  const seenMs = Date.now() - asked;
  await expect(watched.locator('[data-changed]')).not.toHaveCount(0);
  expect(await names()).toEqual(before);

  const late = { ...of, host: '10.77.0.1', port: 8080 };
  await write(cynosure, 'POST', '/naming/v1/instances', late);
  const pill = page.getByRole('button', { name: /^1 new — show$/ });
  // The pointer is over the list, so that it is not applied by itself.
  await watched.hover();
  await expect(pill).toBeVisible();
  expect(await names()).toEqual(before);
  sayJourney('J6 watch live', await steps(), `another one's change after ${seenMs} ms (≤ 1 s)`);
  expect(await steps()).toEqual({ clicks: 0, reads: 0, writes: 0 });
  expect(seenMs).toBeLessThanOrEqual(SEEN_WITHIN_MS);
  await pill.click();
  await expect(table.getByRole('row', { name: '10.77.0.1:8080' })).toBeVisible();
  await write(cynosure, 'POST', '/naming/v1/instances/delete', late);
  await write(cynosure, 'PUT', '/naming/v1/instances', { ...of, weight: 100 });
});

interface OnHost {
  readonly namespace: string;
  readonly service: string;
  readonly host: string;
  readonly port: number;
  readonly weight: number;
}

/** One instance each of so many hosts: those with the fewest, so that a page of them draws every row. */
async function oneOfEach(page: Page, n: number): Promise<OnHost[]> {
  const read = async <Body>(path: string) =>
    (await (await page.request.get(`/console/v1${path}`)).json()) as Body; // A wrong shape fails the test.
  const { items } = await read<{ items: { host: string; counts: { total: number } }[] }>('/hosts?limit=500');
  const small = items.sort((a, b) => a.counts.total - b.counts.total).map(({ host }) => host);
  const hosts = small.filter((host) => host.startsWith('10.')).slice(0, n);
  const whole = await read<{ instances: OnHost[] }[]>(`/hosts/${hosts.join(',')}`);
  return whole.flatMap(({ instances }) => instances.slice(0, 1));
}

test('a page of many hosts follows the last of them as the first, and is read once', async ({
  operator: page,
  cynosure,
}) => {
  const some = await oneOfEach(page, 25);
  expect(some).toHaveLength(25);
  let reads = 0;
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith('/console/v1/hosts/')) reads += 1;
  });
  await page.goto(`/hosts/${some.map(({ host }) => host).join(',')}?cols=service,host,weight`);
  await word(page, 'live');
  for (const { namespace, service, host, port, weight } of [...some.slice(0, 1), ...some.slice(-1)]) {
    const of = { namespace, service, host, port };
    const row = page.getByRole('row', { name: `${service} ${host}:${port}`, exact: true });
    await write(cynosure, 'PUT', '/naming/v1/instances', { ...of, weight: 43 });
    await expect(row.getByRole('cell', { name: '43', exact: true })).toBeVisible();
    await write(cynosure, 'PUT', '/naming/v1/instances', { ...of, weight });
    await expect(row.getByRole('cell', { name: String(weight), exact: true })).toBeVisible();
  }
  expect(reads).toBe(1);
});

test('without a connection the data say that they are stale, and are read again when it is back', async ({
  browser,
  fleet: _fleet,
  cynosure,
}) => {
  const cable = await layCable(cynosure.console);
  const context = await browser.newContext({ baseURL: cable.url });
  const page = await context.newPage();
  await signIn(page);
  await watch(page);
  cable.pull();
  await word(page, 'stale');
  await expect(page.getByText(/^Stale for \d+ s\.$/)).toBeVisible();
  const watched = page
    .getByRole('table', { name: 'Instances of checkout' })
    .getByRole('row', { name: new RegExp(`^${HOST}:`) })
    .first();
  const port = Number((await watched.getAttribute('aria-label'))?.split(':').at(-1));
  const of = { service: 'checkout', namespace: 'default', host: HOST, port };
  await write(cynosure, 'PUT', '/naming/v1/instances', { ...of, weight: 41 });
  cable.plug();
  // The page tries by itself, too: where that was quicker, the button has gone.
  await page
    .getByRole('button', { name: 'Now', exact: true })
    .click()
    .catch(() => word(page, 'live'));
  await word(page, 'live');
  await expect(watched.getByRole('cell', { name: '41', exact: true })).toBeVisible();
  await write(cynosure, 'PUT', '/naming/v1/instances', { ...of, weight: 100 });
  await context.close();
  await cable.close();
});

/** A second tab follows along on the stream of the first, and takes over when that one goes. */
async function shareOneStream(context: BrowserContext, first: Page, cynosure: Cynosure): Promise<void> {
  const firsts = streamsOf(first);
  await watch(first);
  expect(firsts()).toBe(1);
  const second = await context.newPage();
  const seconds = streamsOf(second);
  await watch(second);
  expect(seconds()).toBe(0);
  const watched = second
    .getByRole('table', { name: 'Instances of checkout' })
    .getByRole('row', { name: new RegExp(`^${HOST}:`) })
    .first();
  const port = Number((await watched.getAttribute('aria-label'))?.split(':').at(-1));
  const of = { service: 'checkout', namespace: 'default', host: HOST, port };
  await write(cynosure, 'PUT', '/naming/v1/instances', { ...of, weight: 55 });
  await expect(watched.getByRole('cell', { name: '55', exact: true })).toBeVisible();
  await first.close();
  await expect.poll(seconds).toBe(1);
  await word(second, 'live');
  await write(cynosure, 'PUT', '/naming/v1/instances', { ...of, weight: 100 });
  await expect(watched.getByRole('cell', { name: '100', exact: true })).toBeVisible();
}

test('all tabs of a browser share one stream, and another tab takes it over', async ({
  operator,
  context,
  cynosure,
}) => {
  await operator.close();
  await shareOneStream(context, await context.newPage(), cynosure);
});

test('also where the browser hides its locks, as it does on plain HTTP', async ({
  context,
  fleet: _fleet,
  cynosure,
}) => {
  await context.addInitScript("Object.defineProperty(navigator, 'locks', { value: undefined })");
  const page = await context.newPage();
  await signIn(page);
  await page.close();
  await shareOneStream(context, await context.newPage(), cynosure);
});

test('behind a proxy that lets no stream through the page asks every 5 s, and says so', async ({
  operator: page,
  cynosure,
}) => {
  await page.route(/\/console\/v1\/events\?/, (route) => route.abort());
  await page.goto('/services/default/checkout');
  await word(page, 'polling');
  await expect(page.getByRole('button', { name: 'Live data: Live, every 5 s' })).toBeVisible();
  const table = page.getByRole('table', { name: 'Instances of checkout' });
  const watched = table.getByRole('row', { name: new RegExp(`^${HOST}:`) }).first();
  const port = Number((await watched.getAttribute('aria-label'))?.split(':').at(-1));
  const of = { service: 'checkout', namespace: 'default', host: HOST, port };
  await write(cynosure, 'PUT', '/naming/v1/instances', { ...of, weight: 61 });
  await expect(watched.getByRole('cell', { name: '61', exact: true })).toBeVisible();
  await write(cynosure, 'PUT', '/naming/v1/instances', { ...of, weight: 100 });
});
