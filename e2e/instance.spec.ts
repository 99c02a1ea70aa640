// One instance: the drawer and the page, editing without collisions (journey J10), values that are held.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { CAST_HOST } from '../apps/demo/src/catalogue.ts';
import { RegistryClient } from '../apps/demo/src/registry-client.ts';
import { expect, test } from './support/fixtures.ts';
import { takeScreenshots } from './support/screenshots.ts';
import { secondOperator, write } from './support/second-operator.ts';
import type { Cynosure } from './support/start-cynosure.ts';
import { countSteps, sayJourney } from './support/steps.ts';

test.describe.configure({ timeout: 120_000 });

const PORT = 8083;
const NAME = `${CAST_HOST}:${PORT}`;
const LIST = `/services/default/cart/instances?host=${CAST_HOST}`;

const drawer = (page: Page) => page.getByRole('complementary', { name: NAME });
const form = (page: Page) => page.getByRole('form', { name: `Edit ${NAME}` });
const rowOf = (page: Page) =>
  page.getByRole('table', { name: 'Instances of cart' }).getByRole('row', { name: NAME });

async function openDrawer(page: Page): Promise<void> {
  await page.goto(LIST);
  await rowOf(page).getByRole('cell', { name: 'Healthy', exact: true }).click();
  await expect(drawer(page)).toBeVisible();
  await expect(drawer(page).getByRole('tab', { name: 'State' })).toHaveAttribute('aria-selected', 'true');
}

/** The instance registers again, as after a deployment; `weight` is what its configuration says. */
async function registerAgain(server: Cynosure, weight: number): Promise<void> {
  const client = new RegistryClient(server.grpc);
  const answer = await client.register({
    namespace: 'default',
    service: 'cart',
    host: CAST_HOST,
    port: PORT,
    weight,
    protocol: 'grpc',
    version: '4.11.0',
    location: { region: 'south', zone: 'gz-3', campus: 'gz-3-a' },
    metadata: { env: 'prod', track: 'stable' },
    enableHealthCheck: true,
    healthCheck: { type: 1, heartbeat: { ttl: 5 } },
  });
  client.close();
  expect(answer.code).toBe(200000);
}

const idIn = async (page: Page): Promise<string> => new URL(page.url()).searchParams.get('open') ?? '';

test('the drawer says intent, registry and clients, follows its neighbours, and the page is the same', async ({
  operator: page,
}) => {
  await openDrawer(page);
  const panel = drawer(page);
  await expect(panel).toContainText('Nobody isolated it');
  await expect(panel).toContainText('isolate = false');
  await expect(panel).toContainText(/\d+ of \d+ confirmed|No client discovers/);
  await expect(panel.getByRole('img', { name: /heartbeats?/ })).toBeVisible();
  for (const name of ['Isolate…', 'Edit', 'Deregister…', 'Previous', 'Next', 'Close', 'Open as page'])
    await expect(panel.getByRole('button', { name, exact: true })).toBeVisible();

  const first = await idIn(page);
  await page.keyboard.press(']');
  await expect(page.getByRole('complementary', { name: `${CAST_HOST}:8183` })).toBeVisible();
  await page.keyboard.press('[');
  await expect(panel).toBeVisible();
  expect(await idIn(page)).toBe(first);

  await panel.getByRole('tab', { name: 'Heartbeats' }).click();
  await expect(page).toHaveURL(/tab=heartbeats/);
  await expect(panel).toContainText('unhealthy after 15 s of silence');
  await page.goBack();
  await expect(panel.getByRole('tab', { name: 'State' })).toHaveAttribute('aria-selected', 'true');

  await panel.getByRole('button', { name: 'Open as page' }).click();
  await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/instances/${first}/state$`));
  await expect(page).toHaveTitle(new RegExp(`^${NAME} · Instances · Cynosure`));
  await page.getByRole('tab', { name: 'Activity' }).click();
  await expect(page.getByRole('list', { name: `Activity of ${NAME}` })).toContainText('registered');
  await page.goBack();
  await page.goBack();
  await expect(panel).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(rowOf(page)).toBeFocused();
});

test('J10: somebody isolates while another edits: told in the form, untouched by the save', async ({
  operator: page,
  browser,
  cynosure,
}) => {
  const other = await secondOperator(browser, page, cynosure);
  await openDrawer(page);
  const id = await idIn(page);
  const steps = await countSteps(page);
  await drawer(page).getByRole('button', { name: 'Edit', exact: true }).click();
  await expect(form(page).getByRole('spinbutton', { name: 'Weight' })).toBeFocused();
  await form(page).getByRole('spinbutton', { name: 'Weight' }).fill('50');

  // The other one isolates.
  const target = { action: 'isolate', target: { instanceIds: [id] } };
  const preview = await write(other, 'POST', '/isolations/preview', target);
  const isolated = await write(other, 'POST', '/isolations', {
    previewId: preview.json.previewId,
    reason: 'INC-4711 disk latency',
    decisions: [],
  });
  expect(isolated.status, JSON.stringify(isolated.json)).toBe(201);
  // One instance is not its host.
  await other.goto('/isolations');
  const inForce = other.getByRole('table', { name: 'Isolations in force' });
  await expect(inForce.getByRole('row', { name: `cart ${NAME}` })).toContainText('INC-4711 disk latency');
  await expect(inForce.getByRole('row', { name: `cart ${NAME}` })).toContainText('You');
  await other.goto(`/hosts/${CAST_HOST}`);
  await expect(other.getByRole('region', { name: 'Isolation' })).toContainText(
    new RegExp(`Isolated by you.*cart ${NAME} · 1 instance`),
  );
  await expect(form(page).getByRole('alert').filter({ hasText: 'isolated this instance' })).toContainText(
    /chen\.yu\.\w+ isolated this instance .* Saving your edit does not touch that\./,
  );
  await form(page).getByRole('button', { name: 'Save weight 50' }).click();
  await expect(form(page)).toHaveCount(0);
  const spent = await steps();
  await expect(drawer(page)).toContainText('Isolated by chen.yu');
  await expect(drawer(page)).toContainText('isolate = true');
  const { json } = await write(page, 'POST', `/isolations/preview`, { ...target, action: 'isolate' });
  expect(json.totals).toMatchObject({ unchanged: 1 });
  sayJourney('J10 edit one field', spent, 'polaris-console overwrites the isolation');
  expect(spent.clicks).toBeLessThanOrEqual(3);
  expect(spent.reads).toBeLessThanOrEqual(1);
  expect(spent.writes).toBe(1);

  // As it was found: the edit is undone, the isolation ended.
  await drawer(page).getByRole('button', { name: 'Undo' }).click();
  await page
    .getByRole('dialog', { name: /^Undo: / })
    .getByRole('button', { name: /^Undo \d+ changes?$/ })
    .click();
  await page.getByRole('dialog', { name: 'Result' }).getByRole('button', { name: 'Done' }).click();
  await drawer(page).getByRole('button', { name: 'End isolation…' }).click();
  await page.getByRole('button', { name: 'Put 1 instance back in traffic' }).click();
  await page.getByRole('dialog', { name: 'Result' }).getByRole('button', { name: 'Done' }).click();
  await expect(drawer(page)).toContainText('Nobody isolated it');
  await other.context().close();
});

test('J10: the same field changed by both shows both values, and nothing is saved before the choice', async ({
  operator: page,
  browser,
  cynosure,
}) => {
  const other = await secondOperator(browser, page, cynosure);
  await openDrawer(page);
  const id = await idIn(page);
  await page.keyboard.press('e');
  await form(page).getByRole('spinbutton', { name: 'Weight' }).fill('20');
  const theirs = await write(other, 'PATCH', `/instances/${id}`, [
    { op: 'test', path: '/weight', value: 100 },
    { op: 'replace', path: '/weight', value: 50 },
  ]);
  expect(theirs.status, JSON.stringify(theirs.json)).toBe(200);
  const choice = form(page).getByRole('radiogroup', { name: 'Weight' });
  await expect(choice.getByRole('radio', { name: 'Theirs: 50' })).not.toBeChecked();
  await expect(choice.getByRole('radio', { name: 'Mine: 20' })).not.toBeChecked();
  await expect(choice).toContainText('chen.yu');
  await form(page).getByRole('button', { name: 'Save' }).click();
  await expect(choice.getByRole('radio', { name: 'Theirs: 50' })).toBeFocused();
  await choice.getByRole('radio', { name: 'Theirs: 50' }).check();
  await expect(form(page).getByRole('button', { name: 'Keep 50' })).toBeVisible();
  await choice.getByRole('radio', { name: 'Mine: 20' }).check();
  await form(page).getByRole('button', { name: 'Save weight 20' }).click();
  await expect(drawer(page)).toContainText('Saved.');
  const back = await write(page, 'PATCH', `/instances/${id}`, [
    { op: 'test', path: '/weight', value: 20 },
    { op: 'replace', path: '/weight', value: 100 },
  ]);
  expect(back.status, JSON.stringify(back.json)).toBe(200);
  await other.context().close();
});

test('J10: a TTL says what follows from it and refuses 120 instead of making it 5', async ({
  operator: page,
}) => {
  await openDrawer(page);
  await drawer(page).getByRole('button', { name: 'Edit TTL' }).click();
  const ttl = form(page).getByRole('spinbutton', { name: 'TTL' });
  await expect(ttl).toBeFocused();
  await expect(form(page)).toContainText('1–60 s; unhealthy after 3 × TTL = 15 s');
  await ttl.fill('120');
  await form(page).getByRole('button', { name: /^Save/ }).click();
  await expect(ttl).toBeFocused();
  await expect(ttl).toHaveAttribute('aria-invalid', 'true');
  await expect(form(page)).toContainText('A TTL is a whole number from 1 to 60.');
  await form(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(drawer(page)).toContainText('TTL 5 s');
});

test('a held value outlives a registration, stands beside the client’s own, and is released', async ({
  operator: page,
  cynosure,
}) => {
  await openDrawer(page);
  await page.keyboard.press('e');
  await form(page).getByRole('spinbutton', { name: 'Weight' }).fill('50');
  await form(page).getByRole('button', { name: 'Save weight 50' }).click();
  await expect(drawer(page)).toContainText('Registering again replaces weight.');
  await drawer(page).getByRole('button', { name: 'Hold my values' }).click();
  await expect(drawer(page)).toContainText('client says 100');
  await registerAgain(cynosure, 70);
  await expect(drawer(page)).toContainText('client says 70');
  await expect(drawer(page)).toContainText(/It registered again/);
  await page.goto('/services/default/cart/instances?held=true');
  await expect(rowOf(page)).toBeVisible();
  await page.goto(`${LIST}&cols=weight,held`);
  await expect(rowOf(page)).toContainText('50');
  await expect(rowOf(page)).toContainText('Weight');
  await rowOf(page).getByRole('cell').last().click();
  await drawer(page).getByRole('button', { name: 'Release weight' }).click();
  await expect(drawer(page).getByText('client says')).toHaveCount(0);
  await expect(rowOf(page)).toContainText('70');
  await registerAgain(cynosure, 100);
});

test('deregistering asks for the name, and whoever looks sees it gone', async ({
  operator: page,
  cynosure,
}) => {
  const client = new RegistryClient(cynosure.grpc);
  const one = { namespace: 'default', service: 'cart', host: '10.5.77.77', port: 9999 };
  expect((await client.register(one)).code).toBe(200000);
  await page.goto('/services/default/cart/instances?host=10.5.77.77');
  const name = '10.5.77.77:9999';
  await page.getByRole('row', { name }).getByRole('cell', { name: 'Not checked' }).click();
  const panel = page.getByRole('complementary', { name });
  await panel.getByRole('button', { name: 'Deregister…' }).click();
  const dialog = page.getByRole('dialog', { name: `Delete ${name}` });
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(dialog.getByRole('textbox', { name: `Type ${name} to confirm` })).toBeFocused();
  await dialog.getByRole('textbox', { name: `Type ${name} to confirm` }).fill(name);
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(panel).toContainText('Deregistered');
  await panel.getByRole('button', { name: 'Back to list' }).click();
  await expect(panel).toHaveCount(0);

  // The last one of its service: the guard asks for the service's name and a reason, too.
  const last = { namespace: 'default', service: 'retired-one', host: '10.5.77.78', port: 9999 };
  const registered = await client.register(last);
  const guarded = '10.5.77.78:9999';
  await page.goto(`/instances/${registered.instance?.id}`);
  await page.getByRole('button', { name: 'Deregister…' }).click();
  const again = page.getByRole('dialog', { name: `Delete ${guarded}` });
  await expect(again.getByRole('alert')).toContainText('retired-one would have no instance at all');
  await again.getByRole('textbox', { name: `Type ${guarded} to confirm` }).fill(guarded);
  await again.getByRole('button', { name: 'Delete' }).click();
  await expect(again.getByRole('textbox', { name: 'Type retired-one to confirm' })).toBeFocused();
  await page.keyboard.type('retired-one');
  await page.keyboard.press('Enter');
  await expect(again.getByRole('textbox', { name: 'Reason' })).toBeFocused();
  await page.keyboard.type('it is retired');
  await page.keyboard.press('Enter');
  await expect(again).toHaveCount(0);

  await page.goto('/instances/nobody-here/state');
  await expect(page.getByText('The instance does not exist.')).toBeVisible();
  client.close();
});

const LOOKS = [
  { name: 'light', scheme: 'light', contrast: 'no-preference', locale: 'en', tab: 'state' },
  { name: 'dark', scheme: 'dark', contrast: 'no-preference', locale: 'en', tab: 'activity' },
  { name: 'contrast', scheme: 'light', contrast: 'more', locale: 'en', tab: 'heartbeats' },
  { name: 'zh', scheme: 'light', contrast: 'no-preference', locale: 'zh-CN', tab: 'state' },
] as const;

for (const { name, scheme, contrast, locale, tab } of LOOKS) {
  test(`axe finds nothing on drawer, page and form: ${name}, both widths`, async ({ operator: page }) => {
    await page.emulateMedia({ colorScheme: scheme, contrast, reducedMotion: 'reduce' });
    await page.evaluate(
      (language) => localStorage.setItem('cynosure.preferences', JSON.stringify({ language })),
      locale,
    );
    const look = async (what: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        `${what}, ${name}`,
      ).toEqual([]);
      await page.screenshot({ path: `test-results/screens/instance-${what}-${name}.png` });
    };
    await page.goto(LIST);
    await page.getByRole('row', { name: NAME }).getByRole('cell', { name: '4.11.0', exact: true }).click();
    await expect(page.getByRole('complementary', { name: NAME }).getByRole('img').first()).toBeVisible();
    if (locale === 'en') await look('drawer');
    await page.keyboard.press('e');
    await expect(page.getByRole('form')).toBeVisible();
    await page.getByRole('form').getByRole('spinbutton').nth(1).fill('120');
    if (contrast === 'more' || locale !== 'en') await look('form');
    const id = await idIn(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`/instances/${id}/${tab}`);
    await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible();
    await expect(page.getByRole('tablist')).toBeVisible();
    await look(`page-390-${tab}`);
  });
}

test('pictures of the drawer at both widths and in both themes', async ({ operator: page }) => {
  await openDrawer(page);
  await takeScreenshots(page, 'instance', async () => {
    await expect(drawer(page).getByRole('img', { name: /heartbeats?/ })).toBeVisible();
  });
});
