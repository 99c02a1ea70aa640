// The incident, step by step within its budgets of clicks and requests (journeys J2 to J5), and what can go wrong on the way.
import type { Page } from '@playwright/test';
import { CAST, CAST_HOST, CHECKOUT_HOSTS } from '../apps/demo/src/catalogue.ts';
import { expect, test } from './support/fixtures.ts';
import { overDiscover, overHttp } from './support/registry-side.ts';
import type { Cynosure } from './support/start-cynosure.ts';
import { countSteps, sayJourney } from './support/steps.ts';

const REASON = 'INC-4711 disk latency';
const hostPage = `/hosts/${CAST_HOST}`;

// Each puts back what it changed, which takes its time on a busy machine.
test.describe.configure({ timeout: 120_000 });

const outOfTraffic = async (server: Cynosure, host = CAST_HOST): Promise<string[]> =>
  (await overHttp(server, host)).filter((one) => one.isolate).map((one) => one.service);

const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const preview = (page: Page, host = CAST_HOST) => dialog(page, `Isolate host ${host}`);
const row = (page: Page, service: string) =>
  page.getByRole('table', { name: 'Effect per service' }).getByRole('row', { name: `${service} default` });

async function isolate(page: Page, host: string, reason = REASON): Promise<void> {
  await page.goto(`/hosts/${host}/isolate?${new URLSearchParams({ reason })}`);
  await preview(page, host)
    .getByRole('button', { name: /^Isolate \d+ instances?$/ })
    .click();
  await expect(dialog(page, 'Result')).toBeVisible();
}

/** Takes back what this test did last, as it was found. */
async function undoLast(page: Page, server: Cynosure, host = CAST_HOST): Promise<void> {
  await page.goto(`/activity?${new URLSearchParams({ host })}`);
  await page.getByRole('list', { name: 'Operations' }).getByRole('link').first().click();
  await page.getByRole('button', { name: /^Undo \d+ fields?…$/ }).click();
  await dialog(page, /^Undo: /)
    .getByRole('button', { name: /^Undo \d+ changes?$/ })
    .click();
  await expect(dialog(page, 'Result')).toBeVisible();
  await expect.poll(() => outOfTraffic(server, host)).toEqual([]);
}

test('J2: a pasted address is found while it is typed, and Enter shows all that is on the host', async ({
  operator: page,
}) => {
  await page.goto('/services');
  await expect(page.getByRole('heading', { level: 1, name: 'Services' })).toBeVisible();
  const steps = await countSteps(page);
  await page.keyboard.press('/');
  await page.getByRole('combobox', { name: 'Search' }).fill(`${CAST_HOST}:8083`);
  const asked = Date.now();
  await expect(page.getByRole('option', { name: `${CAST_HOST}, 12 instances in 11 services` })).toBeVisible();
  const suggestedMs = Date.now() - asked;
  await page.keyboard.press('Enter');
  const entered = Date.now();
  await expect(page.getByRole('heading', { level: 1, name: CAST_HOST })).toBeVisible();
  const table = page.getByRole('table', { name: `Instances on ${CAST_HOST}` });
  await expect(table.getByRole('row')).toHaveCount(CAST.length + 1);
  const shownMs = Date.now() - entered;
  await expect(page).toHaveURL(new RegExp(`${hostPage}$`));
  await expect(table.getByRole('row', { name: `cart ${CAST_HOST}:8083` })).toContainText('Healthy');

  const spent = await steps();
  sayJourney('J2 find a host', spent, `suggested after ${suggestedMs} ms, shown after ${shownMs} ms`);
  expect(spent.clicks).toBe(0);
  expect(spent.reads).toBeLessThanOrEqual(3);
  expect(spent.writes).toBe(0);
});

test('several hosts, pasted in any shape, are looked at, isolated, told of and put back together', async ({
  operator: page,
  context,
  cynosure,
}) => {
  const [other = ''] = CHECKOUT_HOSTS.filter((host) => host !== CAST_HOST);
  const pasted = `${CAST_HOST}:8083\n"${other}",\nrubbish\nhttp://${CAST_HOST}/`;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  // As text: it runs in the page, whose types are not those of the tests.
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(pasted)})`);
  // The very first thing after a load: nothing of it may be lost, however late the palette comes.
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.press('Control+V');
  const palette = dialog(page, 'Search');
  await expect(palette.getByRole('option').first()).toHaveAccessibleName('2 hosts together');
  await expect(palette.getByRole('option', { name: 'Isolate 2 hosts…' })).toBeVisible();
  await expect(palette).toContainText('Not a host: rubbish');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/hosts/${CAST_HOST},${other}$`));
  const table = page.getByRole('table', { name: 'Instances on 2 hosts' });
  await expect(table.getByRole('row', { name: `checkout ${other}:8080` })).toBeVisible();

  const steps = await countSteps(page);
  await page.getByRole('button', { name: 'Isolate 2 hosts…' }).click();
  const sheet = dialog(page, 'Isolate 2 hosts');
  await expect(sheet.getByRole('table', { name: 'Effect per service' })).toBeVisible();
  await sheet.getByRole('textbox', { name: 'Reason' }).fill('rack power');
  await sheet.getByRole('button', { name: /^Isolate \d+ instances$/ }).click();
  const result = dialog(page, 'Result');
  await expect(
    result.getByRole('heading', { name: /^\d+ instances on 2 hosts are isolated$/ }),
  ).toBeVisible();
  const spent = await steps();
  sayJourney('several hosts at once', spent, 'one isolation, one entry of the history');
  expect(spent.clicks).toBeLessThanOrEqual(3);
  expect(spent.writes).toBe(1);
  expect(await outOfTraffic(cynosure)).not.toEqual([]);
  expect(await outOfTraffic(cynosure, other)).not.toEqual([]);
  await result.getByRole('button', { name: 'Done' }).click();

  await page.goto(`/activity?${new URLSearchParams({ host: other })}`);
  await expect(
    page
      .getByRole('list', { name: 'Operations' })
      .getByRole('listitem')
      .filter({ hasText: 'instances on 2 hosts' }),
  ).toBeVisible();
  await undoLast(page, cynosure, other);
  expect(await outOfTraffic(cynosure)).toEqual([]);
});

/** Goes down the table's rows, as a hand on the keyboard does, and ticks these. */
async function tickByKeys(page: Page, hosts: readonly string[]): Promise<void> {
  const left = new Set(hosts);
  for (let at = 0; left.size > 0; at++) {
    const row = page.locator(`tr[data-row="${at}"]`);
    await expect(row).toBeFocused();
    if (left.delete((await row.getAttribute('aria-label')) ?? '')) await page.keyboard.press('x');
    await page.keyboard.press('j');
  }
}

test('hosts ticked in their list are isolated and put back with the keyboard alone', async ({
  operator: page,
  cynosure,
}) => {
  const hosts = CHECKOUT_HOSTS.slice(0, 2);
  await page.goto('/hosts?sort=host');
  await expect(page.getByRole('table', { name: 'Hosts' }).getByRole('row').nth(1)).toBeVisible();
  const steps = await countSteps(page);
  // From wherever the focus is: nobody counts how often Tab must be pressed.
  await page.keyboard.press('j');
  await tickByKeys(page, hosts);
  await expect(page.getByRole('toolbar', { name: 'Actions for the selection' })).toContainText('2 selected');
  await page.keyboard.press('i');
  const sheet = dialog(page, 'Isolate 2 hosts');
  await expect(sheet.getByRole('textbox', { name: 'Reason' })).toBeFocused();
  await page.keyboard.type('rack power');
  await expect(sheet.getByRole('button', { name: /^Isolate \d+ instances$/ })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(dialog(page, 'Result').getByRole('heading')).toContainText('on 2 hosts are isolated');
  for (const host of hosts) expect(await outOfTraffic(cynosure, host)).not.toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog(page, 'Result')).toBeHidden();
  await page.keyboard.press('u');
  await expect(dialog(page, /^Undo: /).getByRole('button', { name: /^Undo \d+ changes$/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog(page, 'Result')).toContainText('changes taken back');
  for (const host of hosts) expect(await outOfTraffic(cynosure, host)).toEqual([]);
  const spent = await steps();
  sayJourney('several hosts by keyboard alone', spent, 'clicks must be 0');
  expect(spent.clicks).toBe(0);
  expect(spent.writes).toBe(2);
});

test('J3: the host is out of traffic everywhere after three clicks and one write, on all three sides', async ({
  operator: page,
  cynosure,
}) => {
  // Somebody gave a reason lately: it is offered here.
  const other = CHECKOUT_HOSTS.find((host) => host !== CAST_HOST) ?? '';
  await isolate(page, other);
  await page.goto(hostPage);
  await expect(page.getByRole('row', { name: `checkout ${CAST_HOST}:8080` })).toBeVisible();

  const steps = await countSteps(page);
  await page.getByRole('button', { name: 'Isolate host…' }).click();
  const pressed = Date.now();
  const sheet = preview(page);
  await expect(sheet.getByRole('table', { name: 'Effect per service' })).toBeVisible();
  const previewedMs = Date.now() - pressed;
  await expect(sheet.getByRole('textbox', { name: 'Reason' })).toBeFocused();
  await expect(row(page, 'cart').getByRole('cell').nth(1)).toHaveText('2');
  await sheet.getByRole('button', { name: REASON }).click();
  await sheet.getByRole('button', { name: 'Isolate 12 instances' }).click();
  const confirmed = Date.now();
  const result = dialog(page, 'Result');
  await expect(result.getByRole('table', { name: 'Result per service' }).getByRole('row')).toHaveCount(
    11 + 1,
  );
  const acknowledgedMs = Date.now() - confirmed;
  const spent = await steps();

  // The console: the rows behind the sheet, live.
  await result.getByRole('button', { name: 'Done' }).click();
  for (const { service, port } of CAST) {
    const line = page.getByRole('row', { name: `${service} ${CAST_HOST}:${port}` });
    await expect(line.getByRole('cell', { name: 'Isolated', exact: true })).toBeVisible();
  }
  await expect(page.getByRole('region', { name: 'Isolation' })).toContainText(REASON);
  // Scripts, and SDKs.
  expect(await outOfTraffic(cynosure)).toHaveLength(CAST.length);
  expect((await overDiscover(cynosure, CAST_HOST)).every((one) => one.isolate)).toBe(true);

  sayJourney(
    'J3 isolate it everywhere',
    spent,
    `preview after ${previewedMs} ms, acknowledged after ${acknowledgedMs} ms; polaris-console: 110 clicks, 10 writes`,
  );
  expect(spent.clicks).toBeLessThanOrEqual(3);
  expect(spent.reads).toBeLessThanOrEqual(2);
  expect(spent.writes).toBe(1);
  await undoLast(page, cynosure);
  await undoLast(page, cynosure, other);
});

test('J4: the last healthy instance goes only after its service was typed, and the history says so', async ({
  operator: page,
  cynosure,
  fleet,
}) => {
  await withCheckoutDown(fleet, cynosure, async () => {
    await page.goto(hostPage);
    await page.getByRole('button', { name: 'Isolate host…' }).click();
    const sheet = preview(page);
    await expect(sheet).toContainText('checkout would have 0 of 3 healthy instances');
    await sheet.getByRole('textbox', { name: 'Reason' }).fill(REASON);
    await expect(sheet.getByRole('button', { name: 'Isolate 11 instances' })).toBeVisible();
    await expect(sheet).toContainText('1 left in traffic by the guard');

    await sheet.getByRole('radio', { name: 'Isolate it anyway' }).check();
    const confirm = sheet.getByRole('button', { name: 'Isolate 12 instances' });
    await confirm.click();
    // Not typed yet: the press leads there, and nothing was sent.
    const typed = sheet.getByRole('textbox', { name: 'Type checkout to confirm' });
    await expect(typed).toBeFocused();
    expect(await outOfTraffic(cynosure)).toEqual([]);
    await typed.fill('checkout');
    await page.keyboard.press('Control+Enter');
    await expect(dialog(page, 'Result')).toContainText(`12 instances on ${CAST_HOST} are isolated`);
    expect(await outOfTraffic(cynosure)).toContain('checkout');
    await undoLast(page, cynosure);
  });
});

test('J4: health that gets worse between preview and confirm is shown again, and nothing was written', async ({
  operator: page,
  cynosure,
  fleet,
}) => {
  await page.goto(`${hostPage}/isolate?${new URLSearchParams({ reason: REASON })}`);
  const sheet = preview(page);
  const confirm = sheet.getByRole('button', { name: 'Isolate 12 instances' });
  // While the button has the focus, what one has read stands still.
  await confirm.focus();
  await withCheckoutDown(fleet, cynosure, async () => {
    await expect(sheet.getByRole('button', { name: /rows? changed — show$/ })).toBeVisible();
    await expect(sheet).not.toContainText('checkout would have');
    await page.keyboard.press('Enter');
    await expect(sheet.getByRole('alert')).toHaveText(
      'Health changed since you looked. Nothing has been isolated. Please look again.',
    );
    await expect(sheet).toContainText('checkout would have 0 of 3 healthy instances');
    expect(await outOfTraffic(cynosure)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();

    await page.goto(`/activity?${new URLSearchParams({ result: 'refused' })}`);
    await expect(page.getByRole('list', { name: 'Operations' }).getByRole('listitem').first()).toContainText(
      'tried to isolate checkout',
    );
  });
});

test('J5: an operation is taken back from the history with two clicks, and so is that', async ({
  operator: page,
  cynosure,
}) => {
  await isolate(page, CAST_HOST);
  await page.goto('/activity');
  await page.getByRole('list', { name: 'Operations' }).getByRole('link').first().click();
  const operation = page.getByRole('region', { name: /^Operation / });
  await expect(operation.getByRole('table', { name: 'Before and after' })).toBeVisible();

  const steps = await countSteps(page);
  await operation.getByRole('button', { name: 'Undo 12 fields…' }).click();
  const sheet = dialog(page, /^Undo: isolated 12 instances/);
  await expect(row(page, 'cart')).toBeVisible();
  await sheet.getByRole('button', { name: 'Undo 12 changes' }).click();
  const result = dialog(page, 'Result');
  await expect(result).toContainText('12 changes taken back');
  const spent = await steps();
  sayJourney('J5 undo', spent, 'polaris-console has none');
  expect(spent.clicks).toBe(2);
  expect(spent.reads).toBeLessThanOrEqual(1);
  expect(spent.writes).toBe(1);
  expect(await outOfTraffic(cynosure)).toEqual([]);

  await result.getByRole('button', { name: 'Undo' }).click();
  await dialog(page, `Undo: undid the isolation of ${CAST_HOST}: 12 instances are back in traffic`)
    .getByRole('button', { name: 'Undo 12 changes' })
    .click();
  await expect(dialog(page, 'Result')).toContainText('12 changes taken back');
  expect(await outOfTraffic(cynosure)).toHaveLength(CAST.length);
  await undoLast(page, cynosure);
});

test('J5: of two isolations of one host, each is taken back by itself, and says that the other one stands', async ({
  operator: page,
  cynosure,
}) => {
  await isolate(page, CAST_HOST, 'the first one');
  await page.goto(`${hostPage}/isolate?${new URLSearchParams({ reason: 'the second one' })}`);
  await preview(page).getByRole('button', { name: 'Isolate, changing no instance' }).click();
  const result = dialog(page, 'Result');
  await expect(result.getByRole('heading', { level: 2 })).toHaveText(
    `Nothing changed on ${CAST_HOST}: all of it was isolated already or stays in traffic`,
  );
  await result.getByRole('button', { name: 'Done' }).click();

  const undoing = dialog(page, /^Undo: isolated 12 instances/);
  const first = page.getByRole('region', { name: 'Isolation' }).filter({ hasText: 'the first one' });
  await first.getByRole('button', { name: 'Undo isolate' }).click();
  await expect(undoing).toContainText('The isolation ends. No instance returns to traffic by it.');
  await undoing.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(result).toContainText('Taken back, no instance changed');
  expect(await outOfTraffic(cynosure)).toHaveLength(CAST.length);
  await result.getByRole('button', { name: 'Done' }).click();
  await expect(first).toBeHidden();

  await page.goto(`/activity?${new URLSearchParams({ host: CAST_HOST })}`);
  await page
    .getByRole('list', { name: 'Operations' })
    .getByRole('link', { name: /the second one/ })
    .click();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await dialog(page, /^Undo: /)
    .getByRole('button', { name: 'Undo 12 changes' })
    .click();
  await expect(result).toContainText('12 changes taken back');
  expect(await outOfTraffic(cynosure)).toEqual([]);
});

test('J7: an isolation that ends is extended with one click, found by its reason and ended with two', async ({
  operator: page,
  cynosure,
}) => {
  await page.goto(`${hostPage}/isolate?${new URLSearchParams({ reason: REASON, for: '15m' })}`);
  await preview(page).getByRole('button', { name: 'Isolate 12 instances' }).click();
  await dialog(page, 'Result').getByRole('button', { name: 'Done' }).click();
  const banner = page.getByRole('region', { name: 'Isolation' });
  await expect(banner).toContainText(/ends in 1[45]:\d\d/);

  const extending = await countSteps(page);
  await banner.getByRole('button', { name: 'Extend' }).click();
  await expect(banner).toContainText(/ends in 4[45]:\d\d/);
  const extended = await extending();
  sayJourney('J7 extend', extended, 'by the usual 30 min');
  expect(extended).toEqual({ clicks: 1, reads: expect.any(Number), writes: 1 });
  expect(extended.reads).toBeLessThanOrEqual(1);

  // What can be taken back is found again after a reload, by what it undoes: the extension, then the isolation.
  await page.reload();
  await banner.getByRole('button', { name: 'Undo extend' }).click();
  await dialog(page, /^Undo: /)
    .getByRole('button', { name: /^Undo \d+ changes?$/ })
    .click();
  await dialog(page, 'Result').getByRole('button', { name: 'Done' }).click();
  await expect(banner).toContainText(/ends in 1[345]:\d\d/);
  await expect(banner.getByRole('button', { name: 'Undo isolate' })).toBeVisible();
  await banner.getByRole('button', { name: 'Extend' }).click();
  await expect(banner).toContainText(/ends in 4[345]:\d\d/);

  await page.goto('/isolations');
  const table = page.getByRole('table', { name: 'Isolations in force' });
  const mine = table.getByRole('row', { name: CAST_HOST });
  await expect(mine).toContainText(/Ends in 4[345]:\d\d/);
  const filter = page.getByRole('searchbox', { name: 'Filter' });
  await filter.fill('no such words');
  await expect(page.getByRole('heading', { name: 'No isolation matches' })).toBeVisible();
  await filter.fill('latency checkout');
  await expect(mine).toBeVisible();

  const ending = await countSteps(page);
  await mine.getByRole('button', { name: `End… ${CAST_HOST}` }).click();
  await dialog(page, `End isolation of ${CAST_HOST}`)
    .getByRole('button', { name: 'Put 12 instances back in traffic' })
    .click();
  await expect(dialog(page, 'Result')).toContainText('12 instances are back in traffic');
  const ended = await ending();
  sayJourney('J7 end', ended, 'previewed first');
  expect(ended).toEqual({ clicks: 2, reads: 1, writes: 1 });
  expect(await outOfTraffic(cynosure)).toEqual([]);
});

test('J12: from the search to the undo with the keyboard alone', async ({ operator: page, cynosure }) => {
  const steps = await countSteps(page);
  await page.keyboard.press('/');
  await expect(page.getByRole('combobox', { name: 'Search' })).toBeFocused();
  await page.keyboard.type(CAST_HOST);
  await expect(page.getByRole('option', { name: `${CAST_HOST}, 12 instances in 11 services` })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: CAST_HOST })).toBeFocused();
  await expect(page.getByRole('row', { name: `cart ${CAST_HOST}:8083` })).toBeVisible();
  await page.keyboard.press('i');
  await expect(preview(page).getByRole('textbox', { name: 'Reason' })).toBeFocused();
  await page.keyboard.type(REASON);
  await expect(preview(page).getByRole('button', { name: 'Isolate 12 instances' })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(dialog(page, 'Result')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog(page, 'Result')).toBeHidden();
  await expect(page.getByRole('region', { name: 'Isolation' })).toBeVisible();
  await page.keyboard.press('u');
  const undo = dialog(page, /^Undo: /).getByRole('button', { name: 'Undo 12 changes' });
  await expect(undo).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog(page, 'Result')).toContainText('12 changes taken back');
  expect(await outOfTraffic(cynosure)).toEqual([]);
  const spent = await steps();
  sayJourney('J12 by keyboard alone', spent, 'clicks must be 0');
  expect(spent.clicks).toBe(0);
  expect(spent.writes).toBe(2);
});

test('an answer that is lost on the way is asked for again, and the host is isolated once', async ({
  operator: page,
  cynosure,
}) => {
  const keys: string[] = [];
  await page.route('**/console/v1/isolations', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    keys.push(route.request().headers()['idempotency-key'] ?? '');
    if (keys.length > 1) return route.continue();
    await route.fetch(); // It happens; only nobody hears of it.
    return route.abort('connectionreset');
  });
  await page.goto(`${hostPage}/isolate?${new URLSearchParams({ reason: REASON })}`);
  await preview(page).getByRole('button', { name: 'Isolate 12 instances' }).click();
  await expect(preview(page).getByRole('alert')).toHaveText('No answer yet. It may have happened; asking…');
  await expect(dialog(page, 'Result')).toContainText(`12 instances on ${CAST_HOST} are isolated`);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
  await page.goto('/isolations');
  const mine = page.getByRole('table', { name: 'Isolations in force' }).getByRole('row', { name: CAST_HOST });
  await expect(mine).toHaveCount(1);
  await undoLast(page, cynosure);
});

/** Runs while the two other instances of checkout are unhealthy, and waits until all is well again. */
async function withCheckoutDown(
  fleet: { stopBeats: (which: object) => number; resumeBeats: (which: object) => unknown },
  server: Cynosure,
  run: () => Promise<void>,
): Promise<void> {
  const others = CHECKOUT_HOSTS.filter((host) => host !== CAST_HOST);
  const dead = async () => {
    const lists = await Promise.all(others.map((host) => overHttp(server, host)));
    return lists.flat().filter((one) => one.service === 'checkout' && !one.healthy).length;
  };
  for (const host of others) fleet.stopBeats({ service: 'checkout', host });
  try {
    await expect.poll(dead, { timeout: 30_000 }).toBe(others.length);
    await run();
  } finally {
    fleet.resumeBeats({ service: 'checkout' });
  }
  await expect.poll(dead, { timeout: 20_000 }).toBe(0);
}
