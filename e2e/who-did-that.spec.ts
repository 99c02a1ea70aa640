// J11: from a host to who did what, with before and after, reason, result and request id; and a reader who sees all of
// it, whose controls say why they do nothing, and whom the API refuses, too.
import { expect, test } from './support/fixtures.ts';
import { takeScreenshots } from './support/screenshots.ts';
import { write } from './support/second-operator.ts';
import { signIn } from './support/sign-in.ts';
import { countSteps, sayJourney } from './support/steps.ts';

const HOST = '10.5.0.7';
const READER = { user: 'reader', password: 'reads everything 1' };

test('J11: who did that is two clicks from the host, and the incident has a timeline to hand over', async ({
  operator: page,
  context,
}) => {
  await page.goto(`/hosts/${HOST}/isolate?reason=J11+disk&ticket=INC-4711`);
  const sheet = page.getByRole('dialog', { name: `Isolate host ${HOST}` });
  await sheet.getByRole('button', { name: /^Isolate \d+ instances?$/ }).click();
  await expect(page.getByRole('dialog', { name: 'Result' })).toBeVisible();
  await page.getByRole('button', { name: 'Done' }).click();

  const steps = await countSteps(page);
  await page.getByRole('button', { name: 'History' }).click();
  const entry = page.getByRole('list', { name: 'Operations' }).getByRole('listitem').first();
  await expect(entry).toContainText(HOST);
  await entry.getByRole('link').click();
  const operation = page.getByRole('region', { name: /^Operation / });
  await expect(operation.getByRole('table', { name: 'Before and after' })).toBeVisible();
  await expect(operation).toContainText('J11 disk');
  await expect(operation).toContainText('127.0.0.1');
  const taken = await steps();
  sayJourney('J11 who did that', taken, 'polaris-console: no history');
  expect(taken.clicks).toBeLessThanOrEqual(2);
  // The list, and the changes of the one that is open with its uptake.
  expect(taken.reads).toBeLessThanOrEqual(2);
  expect(taken.writes).toBe(0);
  await takeScreenshots(page, 'operation');

  await page.goto('/activity?ticket=INC-4711');
  const incident = page.getByRole('region', { name: /INC-4711/ });
  await expect(incident).toContainText('1 isolation');
  await expect(page.getByRole('list', { name: 'Operations' })).toContainText('instance registered in');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await incident.getByRole('button', { name: 'Copy hand-over' }).click();
  const handOver = await page.evaluate<string>('navigator.clipboard.readText()');
  expect(handOver).toContain('INC-4711');
  expect(handOver).toContain(HOST);
  expect(handOver).toContain('/activity/');
  await takeScreenshots(page, 'incident');
});

test('J11: a reader sees everything, controls say why not, the API refuses and the history tells of it', async ({
  operator: page,
  browser,
  cynosure,
}) => {
  const origin = cynosure.console;
  const account = { name: READER.user, password: READER.password, role: 'viewer' };
  expect((await write(page, 'POST', '/access/users', account)).status).toBe(201);

  const context = await browser.newContext({ baseURL: origin });
  const reader = await context.newPage();
  await signIn(reader, READER);
  const why = /You may read .* but not .*\. The role (Owner|Operator) would allow it\./;
  const disabled = async (path: string, name: string | RegExp) => {
    await reader.goto(path);
    const button = reader.getByRole('button', { name }).first();
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await button.hover();
    await expect(reader.getByText(why).first()).toBeVisible();
  };
  await disabled('/services', 'New service');
  await disabled('/services/default/checkout', 'Edit service');
  await disabled('/services/default/checkout', 'Register instance');
  // However much of the host is isolated already.
  await disabled(
    `/hosts/${HOST}/isolate?${new URLSearchParams({ reason: 'a reader tries' })}`,
    /^Isolate[ ,]/,
  );
  await disabled('/hosts/10.99.0.1/isolate', 'Isolate 1 host ahead');
  await disabled('/aliases', 'New alias');
  await disabled('/namespaces', 'New namespace');
  await disabled('/settings', 'Save');
  await reader.goto('/activity');
  await expect(reader.getByRole('list', { name: 'Operations' }).getByRole('listitem').first()).toBeVisible();

  const refused = await reader.request.delete(`${origin}/console/v1/services/default/checkout`, {
    data: { typed: 'checkout' },
    headers: { Origin: origin, 'Idempotency-Key': crypto.randomUUID(), 'If-Match': '"x"' },
  });
  expect(refused.status()).toBe(403);
  await reader.goto('/activity?result=refused');
  const entry = reader.getByRole('list', { name: 'Operations' }).getByRole('listitem').first();
  await expect(entry).toContainText('tried DeleteServices checkout');
  await takeScreenshots(reader, 'reader-activity');

  // Whoever is signed out is out at once.
  await page.goto('/access/sessions');
  await page.getByRole('button', { name: /^Sign out reader from/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('row', { name: /^reader/ })).toHaveCount(0);
  expect((await reader.request.get(`${origin}/console/v1/overview`)).status()).toBe(401);
  await context.close();
});

test('the history tells what an undo put back, in both languages', async ({ operator: page }) => {
  const query = new URLSearchParams({ service: 'cart', host: HOST, limit: '1' });
  const list = await page.request.get(`/console/v1/instances?${query}`);
  const [{ id, weight }] = (await list.json()).items;
  const edit = [
    { op: 'test', path: '/weight', value: weight },
    { op: 'replace', path: '/weight', value: 37 },
  ];
  const edited = await write(page, 'PATCH', `/instances/${id}`, edit, 'application/json-patch+json');
  const { id: operation } = edited.json.operation as { id: string };
  const preview = await write(page, 'POST', `/operations/${operation}/undo/preview`, {});
  const { previewId } = preview.json;
  const undone = await write(page, 'POST', `/operations/${operation}/undo`, { previewId, decisions: [] });
  expect(undone.status, JSON.stringify(undone.json)).toBe(201);

  await page.goto('/activity');
  const newest = page.getByRole('list', { name: 'Operations' }).getByRole('listitem').first();
  await expect(newest).toContainText(
    `You undid the change of cart ${HOST}: Weight back from 37 to ${weight}`,
  );
  await takeScreenshots(page, 'activity-undo');
  // As text: it runs in the page, whose types are not those of the tests.
  await page.evaluate(`localStorage.setItem('cynosure.preferences', '{"language":"zh-CN"}')`);
  await page.reload();
  await expect(page.getByRole('listitem').filter({ hasText: `权重 由 37 恢复为 ${weight}` })).toBeVisible();
  await takeScreenshots(page, 'activity-undo-zh');
});

test('the history is narrowed to what was done to access, and to settings', async ({ operator: page }) => {
  const name = `lin.na.${Date.now().toString(36)}`;
  const user = { name, password: 'reads everything 2', role: 'viewer' };
  const made = await write(page, 'POST', '/access/users', user);
  expect(made.status, JSON.stringify(made.json)).toBe(201);
  await page.goto('/activity');
  const operations = page.getByRole('list', { name: 'Operations' }).getByRole('listitem');
  const action = page.getByRole('combobox', { name: 'Action' });
  await action.selectOption('Access');
  await expect(operations.first()).toContainText(`created the user ${name}`);
  await expect(operations.filter({ hasText: 'signed in' })).toHaveCount(0);
  // Also what is done while one looks.
  const later = await write(page, 'POST', '/access/users', { ...user, name: `${name}.2` });
  expect(later.status, JSON.stringify(later.json)).toBe(201);
  await page.getByRole('button', { name: /^1 new/ }).click();
  await expect(operations.first()).toContainText(`created the user ${name}.2`);
  await action.selectOption('Sign-ins and sign-outs');
  await expect(operations.first()).toContainText('signed in');
  await expect(operations.filter({ hasText: name })).toHaveCount(0);
  await action.selectOption('Settings and guard');
  await expect(operations.filter({ hasText: 'signed in' })).toHaveCount(0);
});
