// Groups, roles and policies are made, changed and deleted in the console, and take effect for whoever they are about.
import { randomUUID } from 'node:crypto';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { takeScreenshots } from './support/screenshots.ts';
import { write } from './support/second-operator.ts';
import { signIn } from './support/sign-in.ts';
import { type Cynosure, startCynosure } from './support/start-cynosure.ts';

let server: Cynosure;
test.beforeAll(async () => {
  server = await startCynosure();
});
test.afterAll(async () => {
  await server.stop();
});

const PASSWORD = `horse-battery-${randomUUID()}`;

/** What weighs something for people who cannot see the page, in light and in dark. */
async function weighty(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, impact, nodes } of violations) {
      if (impact !== 'serious' && impact !== 'critical') continue;
      found.push(...nodes.map(({ html }) => `${colorScheme}: ${id}: ${html.slice(0, 160)}`));
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  return found;
}

async function deleteNamed(page: Page, name: string): Promise<void> {
  await page
    .getByRole('row', { name })
    .getByRole('button', { name: `Delete… ${name}` })
    .click();
  const dialog = page.getByRole('dialog', { name: `Delete ${name}` });
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(dialog).toBeVisible();
  await dialog.getByRole('textbox').fill(name);
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('row', { name })).toHaveCount(0);
}

async function makeUser(owner: Page, name: string, role: 'owner' | null = null): Promise<void> {
  const made = await write(owner, 'POST', '/access/users', { name, password: PASSWORD, role });
  expect(made.status, JSON.stringify(made.json)).toBe(201);
}

const makeService = (by: Page, service = `s-${randomUUID().slice(0, 8)}`) =>
  write(by, 'POST', '/services', { namespace: 'default', service });

test('a group and a role give what they give as soon as they are saved, and take it with them', async ({
  browser,
}) => {
  const [one, two] = await Promise.all([
    browser.newContext({ baseURL: server.console }),
    browser.newContext({ baseURL: server.console }),
  ]);
  const [page, other] = [await one.newPage(), await two.newPage()];
  await signIn(page);
  await makeUser(page, 'chen.yu');
  await makeUser(page, 'li.na');

  // A group with a role and a member, made with the keyboard alone.
  await page.goto('/access/groups');
  await expect(page.getByText('No groups')).toBeVisible();
  await page.getByRole('button', { name: 'New group' }).focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: 'New group' });
  await expect(form.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(form).toContainText('The name is missing.');
  await page.keyboard.type('Payments on call');
  await form.getByRole('checkbox', { name: 'chen.yu' }).focus();
  await page.keyboard.press('Space');
  await form.getByRole('combobox', { name: 'Role everywhere' }).selectOption('Owner');
  await form.getByRole('button', { name: 'Create' }).click();
  const row = page.getByRole('row', { name: 'Payments on call' });
  await expect(row).toContainText('chen.yu');
  await expect(row).toContainText('Owner');

  await signIn(other, { user: 'chen.yu', password: PASSWORD });
  expect((await makeService(other)).status).toBe(201);

  // The address names the group; somebody else changes it meanwhile, and theirs can be seen.
  await row.getByRole('link', { name: 'Payments on call' }).click();
  const opened = page.getByRole('dialog', { name: 'Edit Payments on call' });
  await expect(page).toHaveURL(/\/access\/groups\/[0-9a-f]+$/);
  const id = page.url().split('/').at(-1) ?? '';
  await expect(opened.getByRole('checkbox', { name: 'chen.yu' })).toBeChecked();
  const theirs = await page.evaluate(async (of) => {
    const path = `/console/v1/access/groups/${of}`;
    const seen = await fetch(path);
    const reply = await fetch(path, {
      method: 'PATCH',
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': `key-${Date.now()}-of-the-other-tab`,
        'If-Match': seen.headers.get('ETag') ?? '',
      },
      body: JSON.stringify({ comment: 'Theirs' }),
    });
    return reply.status;
  }, id);
  expect(theirs).toBe(200);
  await opened.getByRole('textbox', { name: 'Comment' }).fill('Mine');
  await opened.getByRole('button', { name: 'Save' }).click();
  await expect(opened.getByRole('alert')).toContainText('Somebody changed it since you opened this.');
  await opened.getByRole('button', { name: 'Show theirs' }).click();
  await expect(opened.getByRole('textbox', { name: 'Comment' })).toHaveValue('Theirs');
  // A new token is shown once.
  await opened.getByRole('button', { name: 'Renew the token…' }).click();
  await opened.getByRole('button', { name: 'Renew it now' }).click();
  await expect(opened.getByText('This is shown only once.')).toBeVisible();
  expect(((await opened.locator('code').textContent()) ?? '').length).toBeGreaterThan(40);
  await opened.getByRole('button', { name: 'Turn the token off' }).click();
  await expect(opened.getByText('The token is off.')).toBeVisible();
  // One's own change of the token does not stand in the way of saving.
  await opened.getByRole('textbox', { name: 'Comment' }).fill('Ours');
  await opened.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(/\/access\/groups$/);
  await expect(row).toContainText('Ours');
  await takeScreenshots(page, 'access-groups');

  // A role by name, and what the built-in ones may do.
  await page.getByRole('tab', { name: 'Roles' }).click();
  await expect(page.getByRole('row', { name: 'owner' })).toContainText('built in');
  await page.getByRole('button', { name: 'New role' }).click();
  const newRole = page.getByRole('dialog', { name: 'New role' });
  await newRole.getByRole('textbox', { name: 'Name' }).fill('auditors');
  await newRole.getByRole('checkbox', { name: 'li.na' }).check();
  await newRole.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('row', { name: 'auditors' })).toContainText('li.na');
  const operatorRow = page.getByRole('row', { name: 'operator' });
  await expect(operatorRow).toContainText('Reads; registers, edits, isolates and deregisters instances.');
  await expect(operatorRow.getByText('1 kind').first()).toHaveAttribute('title', 'Services');
  await takeScreenshots(page, 'access-roles');
  await page.goto('/access/roles/operator');
  const operator = page.getByRole('dialog', { name: 'Edit Operator' });
  await expect(
    operator.getByRole('table', { name: 'What the role may do' }).getByRole('row', { name: /^Services/ }),
  ).toContainText('all');
  await expect(operator.getByRole('button', { name: 'Delete… Operator' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await operator.getByRole('checkbox', { name: 'li.na' }).check();
  expect(await weighty(page)).toEqual([]);
  await takeScreenshots(page, 'access-role-edit');
  await operator.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: 'operator' })).toContainText('li.na');

  await page.getByRole('tab', { name: 'Roles' }).click();
  await deleteNamed(page, 'auditors');
  await page.getByRole('tab', { name: 'Groups' }).click();
  await deleteNamed(page, 'Payments on call');
  // Whose role went with the group has to sign in anew, and may no more.
  expect((await makeService(other)).status).toBe(401);
  await signIn(other, { user: 'chen.yu', password: PASSWORD });
  expect((await makeService(other)).status).toBe(403);
  await Promise.all([one.close(), two.close()]);
});

test('a denial takes effect at once, beats the role, and can be narrowed and deleted', async ({
  browser,
}) => {
  const [one, two] = await Promise.all([
    browser.newContext({ baseURL: server.console }),
    browser.newContext({ baseURL: server.console }),
  ]);
  const [page, other] = [await one.newPage(), await two.newPage()];
  await signIn(page);
  await makeUser(page, 'wang.fang', 'owner');
  await makeService(page, 'checkout');
  await signIn(other, { user: 'wang.fang', password: PASSWORD });
  expect((await makeService(other)).status).toBe(201);

  await page.goto('/access/policies');
  await page.getByRole('button', { name: 'New policy' }).click();
  const policy = page.getByRole('dialog', { name: 'New policy' });
  await policy.getByRole('textbox', { name: 'Name' }).fill('no-new-services');
  await policy.getByRole('radio', { name: 'Deny' }).check();
  await policy
    .getByRole('group', { name: /^Users/ })
    .getByRole('checkbox', { name: 'wang.fang' })
    .check();
  await policy.getByRole('button', { name: 'Create' }).click();
  await expect(policy.getByRole('alert')).toContainText('Choose what it is about.');
  await policy
    .getByRole('combobox', { name: 'Services', exact: true })
    .selectOption('all, including later ones');
  await policy.getByRole('button', { name: 'Next: functions' }).click();
  await policy.getByRole('combobox', { name: 'Functions' }).selectOption('Named functions');
  await policy.getByRole('searchbox').fill('CreateServices');
  await policy.getByRole('checkbox', { name: /^CreateServices / }).check();
  await expect(policy.getByRole('status', { name: 'What it does' })).toHaveText(
    'Denies wang.fang: CreateServices, with all of Services.',
  );
  expect(await weighty(page)).toEqual([]);
  await takeScreenshots(page, 'access-policy-functions');
  await policy.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('row', { name: 'no-new-services' })).toContainText('Deny');
  expect((await makeService(other)).status).toBe(403);

  await page.getByRole('button', { name: 'Try it…' }).click();
  const tried = page.getByRole('dialog', { name: 'Try it' });
  await tried.getByRole('combobox', { name: 'Who' }).selectOption('wang.fang');
  await tried.getByRole('combobox', { name: 'Function' }).selectOption('CreateServices');
  await tried.getByRole('button', { name: 'Ask' }).click();
  await expect(tried.getByRole('status')).toHaveText('Not allowed. The policy no-new-services decides it.');
  await tried.getByRole('combobox', { name: 'Function' }).selectOption('DescribeServices');
  await tried.getByRole('button', { name: 'Ask' }).click();
  await expect(tried.getByRole('status')).toHaveText('Allowed. The role Owner decides it.');
  await takeScreenshots(page, 'access-try');
  await page.keyboard.press('Escape');

  // It is narrowed to one service, which leaves the others to the role.
  await page.getByRole('row', { name: 'no-new-services' }).getByRole('link').click();
  const narrowed = page.getByRole('dialog', { name: 'Edit no-new-services' });
  await narrowed.getByRole('radio', { name: 'What', exact: true }).check();
  await narrowed.getByRole('combobox', { name: 'Services', exact: true }).selectOption('named ones');
  await narrowed.getByRole('checkbox', { name: /^checkout/ }).check();
  await narrowed.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: 'no-new-services' })).toContainText('default/checkout');
  expect((await makeService(other)).status).toBe(201);
  await takeScreenshots(page, 'access-policies');

  // What comes with a user is shown and stays as it is.
  await page
    .getByRole('row', { name: /wang\.fang/ })
    .filter({ hasText: 'default' })
    .getByRole('link')
    .first()
    .click();
  await expect(page.getByRole('dialog')).toContainText('belongs to the user or group');
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Save' })).toHaveCount(0);
  await page.keyboard.press('Escape');

  await deleteNamed(page, 'no-new-services');
  expect((await makeService(other)).status).toBe(201);
  await Promise.all([one.close(), two.close()]);
});

test('a policy about labels is made, enforced for what carries them, and edited', async ({ browser }) => {
  const [one, two] = await Promise.all([
    browser.newContext({ baseURL: server.console }),
    browser.newContext({ baseURL: server.console }),
  ]);
  const [page, other] = [await one.newPage(), await two.newPage()];
  await signIn(page);
  await makeUser(page, 'zhou.hui', 'owner');
  await signIn(other, { user: 'zhou.hui', password: PASSWORD });
  /** Makes a service with a label, and answers how deleting it is answered. */
  const deletes = async (tier: string): Promise<number> => {
    const service = `labelled-${tier.toLowerCase()}-${Date.now()}`;
    const made = await write(page, 'POST', '/services', {
      namespace: 'default',
      service,
      labels: { tier },
    });
    expect(made.status, JSON.stringify(made.json)).toBe(201);
    const seen = `"${String(made.json.editRevision)}"`;
    return other.evaluate(
      async ([path, typed, match, key]) =>
        (
          await fetch(path, {
            method: 'DELETE',
            headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, 'If-Match': match },
            body: JSON.stringify({ typed }),
          })
        ).status,
      [`/console/v1/services/default/${service}`, service, seen, randomUUID()] as const,
    );
  };

  await page.goto('/access/policies');
  await page.getByRole('button', { name: 'New policy' }).click();
  const policy = page.getByRole('dialog', { name: 'New policy' });
  await policy.getByRole('textbox', { name: 'Name' }).fill('keep-the-core');
  await policy.getByRole('radio', { name: 'Deny' }).check();
  await policy
    .getByRole('group', { name: /^Users/ })
    .getByRole('checkbox', { name: 'zhou.hui' })
    .check();
  await policy.getByRole('button', { name: 'Next: what' }).click();
  await policy.getByRole('button', { name: 'Add label' }).click();
  await policy.getByRole('textbox', { name: 'Value 1' }).fill('core');
  await policy.getByRole('button', { name: 'Create' }).click();
  await expect(policy.getByText('A value needs a key.')).toBeVisible();
  await policy.getByRole('textbox', { name: 'Key 1' }).fill('tier');
  await expect(policy.getByRole('status', { name: 'What it does' })).toHaveText(
    'Denies zhou.hui: every function, with all that is labelled tier is core.',
  );
  expect(await weighty(page)).toEqual([]);
  await takeScreenshots(page, 'access-policy-labels');
  await policy.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('row', { name: 'keep-the-core' })).toContainText('Deny');
  expect(await deletes('core')).toBe(403);
  expect(await deletes('CORE')).toBeLessThan(300);

  await page.getByRole('row', { name: 'keep-the-core' }).getByRole('link').click();
  const edited = page.getByRole('dialog', { name: 'Edit keep-the-core' });
  await edited.getByRole('radio', { name: 'What', exact: true }).check();
  await edited.getByRole('combobox', { name: 'Comparison 1' }).selectOption('is, in any case');
  await edited.getByRole('button', { name: 'Save' }).click();
  await expect(edited).toHaveCount(0);
  expect(await deletes('CORE')).toBe(403);
  await Promise.all([one.close(), two.close()]);
});
