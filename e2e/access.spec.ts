// Accounts and tokens as an owner makes them, and what somebody who may only read is offered.
import AxeBuilder from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { takeScreenshots } from './support/screenshots.ts';
import { write } from './support/second-operator.ts';
import { signIn } from './support/sign-in.ts';
import { ADMIN, type Cynosure, startCynosure } from './support/start-cynosure.ts';

let server: Cynosure;
test.beforeAll(async () => {
  server = await startCynosure();
});
test.afterAll(async () => {
  await server.stop();
});

async function signedIn(browser: Browser, account?: { user: string; password: string }): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: server.console })).newPage();
  await signIn(page, account);
  return page;
}

const weighty = async (page: Page): Promise<string[]> =>
  (await new AxeBuilder({ page }).analyze()).violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));

/** What a script that brings a token is answered by the HTTP door. */
const statusWith = async (token: string): Promise<number> => {
  const answer = await fetch(`${server.http}/core/v1/users?limit=10`, {
    headers: { 'X-Polaris-Token': token },
  });
  await answer.text();
  return answer.status;
};

/** Looks at the page with axe in light and in dark, and takes its pictures. */
async function lookAt(page: Page, name: string): Promise<void> {
  await takeScreenshots(page, `access-${name}`);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await weighty(page), `${name}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

const toBlock = (page: Page, name: string) =>
  expect(page.getByRole('button', { name, exact: true })).toHaveAttribute('aria-disabled', 'true');

test('an owner makes a viewer, who may read and change nothing but her own account', async ({ browser }) => {
  test.setTimeout(120_000); // two browsers, six looks of axe
  const owner = await signedIn(browser);
  await owner.goto('/access/users');
  await owner.getByRole('button', { name: 'New user' }).click();
  const form = owner.getByRole('dialog', { name: 'New user' });
  // Said before anything is sent.
  await form.getByLabel('Name', { exact: true }).fill('wang fang');
  await form.getByRole('button', { name: 'Create' }).click();
  await expect(form.getByLabel('Name', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await form.getByLabel('Name', { exact: true }).fill('wang.fang');
  await form.getByLabel('Password', { exact: true }).fill('changeme');
  await form.getByLabel('Role everywhere').selectOption('Viewer');
  await form.getByRole('button', { name: 'Add a namespace' }).click();
  await form.getByRole('combobox', { name: /^Role in / }).selectOption('Operator');
  await form.getByRole('button', { name: 'Create' }).click();
  // What everybody knows the registry refuses, and the form says so.
  await expect(form.getByRole('alert')).toContainText('wang.fang was not saved.');
  await form.getByLabel('Password', { exact: true }).fill('a horse without staples');
  await form.getByRole('button', { name: 'Create' }).click();
  await expect(form).toBeHidden();
  const row = owner.getByRole('row', { name: /wang\.fang/ });
  await expect(row).toContainText('Viewer');
  await expect(row).toContainText('Operator in');
  await lookAt(owner, 'users');

  const viewer = await signedIn(browser, { user: 'wang.fang', password: 'a horse without staples' });
  await viewer.goto('/access/users');
  await toBlock(viewer, 'New user');
  for (const what of ['Edit', 'Reset password of', 'Delete…']) await toBlock(viewer, `${what} ${ADMIN.user}`);
  await viewer.getByRole('button', { name: 'Account' }).click();
  await viewer.getByRole('menuitem', { name: 'Your account' }).click();
  await viewer.getByRole('button', { name: 'Change your password' }).click();
  const change = viewer.getByRole('dialog', { name: 'Change your password' });
  await change.getByLabel('New password').fill('another horse');
  await change.getByLabel('Present password').fill('not it at all');
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(change.getByRole('alert')).toContainText('This is not your password.');
  await change.getByLabel('Present password').fill('a horse without staples');
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(change).toBeHidden();
  await lookAt(viewer, 'user');
  await viewer.getByRole('button', { name: 'Turn token off' }).click();
  await viewer.getByRole('button', { name: 'Turn token on' }).click();
  await expect(viewer.getByRole('button', { name: 'Turn token off' })).toBeVisible();

  // Theirs came first: nothing is overwritten, and theirs can be looked at.
  await owner.getByRole('button', { name: 'Edit wang.fang' }).click();
  const edit = owner.getByRole('dialog', { name: 'Edit wang.fang' });
  await viewer.getByRole('button', { name: 'Edit wang.fang' }).click();
  const own = viewer.getByRole('dialog', { name: 'Edit wang.fang' });
  await expect(own.getByLabel('Role everywhere')).toBeDisabled();
  await own.getByLabel('Comment').fill('on call');
  await own.getByRole('button', { name: 'Save' }).click();
  await expect(own).toBeHidden();
  await edit.getByLabel('Comment').fill('payments');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(edit.getByRole('alert')).toContainText('Somebody changed it since you opened this.');
  await edit.getByRole('button', { name: 'Show theirs' }).click();
  await expect(edit.getByLabel('Comment')).toHaveValue('on call');
  await edit.getByRole('button', { name: 'Cancel' }).click();

  // Another password signs her out; deletion wants the name.
  await owner.getByRole('button', { name: 'Reset password of wang.fang' }).click();
  const reset = owner.getByRole('dialog', { name: 'Reset password of wang.fang' });
  await reset.getByLabel('New password').fill('the owner chose this');
  await reset.getByRole('button', { name: 'Save' }).click();
  await expect(reset).toBeHidden();
  await expect(viewer.getByRole('button', { name: 'Sign in' })).toBeVisible({ timeout: 20_000 });
  await toBlock(owner, `Delete… ${ADMIN.user}`);
  await owner.getByRole('button', { name: 'Delete… wang.fang' }).click();
  const confirm = owner.getByRole('dialog', { name: 'Delete wang.fang' });
  await confirm.getByRole('button', { name: 'Delete' }).click();
  await expect(confirm.getByLabel('Type wang.fang to confirm')).toBeFocused();
  await confirm.getByLabel('Type wang.fang to confirm').fill('wang.fang');
  await confirm.getByRole('button', { name: 'Delete' }).click();
  await expect(row).toHaveCount(0);
  await Promise.all([owner.context().close(), viewer.context().close()]);
});

test('in Chinese the reasons why something cannot be done are Chinese', async ({ browser }) => {
  const owner = await signedIn(browser);
  const account = { user: 'li.na', password: 'a stable without horses' };
  const made = await write(owner, 'POST', '/access/users', {
    name: account.user,
    password: account.password,
    role: 'viewer',
  });
  expect(made.status).toBe(201);
  const toBlockFor = (page: Page, name: string, why: string) =>
    expect(page.getByRole('button', { name, exact: true })).toHaveAccessibleDescription(why);

  await owner.addInitScript('localStorage.setItem(\'cynosure.preferences\', \'{"language":"zh-CN"}\')');
  await owner.goto('/access/users');
  await toBlockFor(owner, `删除… ${ADMIN.user}`, '不能删除最后一个管理员。');
  const viewer = await signedIn(browser, account);
  await viewer.addInitScript('localStorage.setItem(\'cynosure.preferences\', \'{"language":"zh-CN"}\')');
  await viewer.goto('/hosts/10.9.8.7');
  // In the head of the page, and where it says that nobody is there.
  await expect(viewer.getByRole('button', { name: '预先隔离…' }).last()).toHaveAccessibleDescription(
    '你可以查看，但不能更改。拥有“运维”角色后可更改。',
  );
  await viewer.goto('/access/users');
  await toBlockFor(viewer, `删除… ${ADMIN.user}`, '不能删除最后一个管理员。');
  await toBlockFor(viewer, `编辑 ${ADMIN.user}`, '只有所有者可以执行此操作。');
  await viewer.goto('/namespaces');
  await toBlockFor(viewer, '编辑 default', '你可以查看，但不能更改。拥有“所有者”角色后可更改。');
  await Promise.all([owner.context().close(), viewer.context().close()]);
});

test('a token is shown once, works, and is refused once it is revoked', async ({ browser }) => {
  const page = await signedIn(browser);
  await page.goto('/access/tokens');
  await page.getByRole('button', { name: 'New token' }).click();
  const form = page.getByRole('dialog', { name: 'New token' });
  await form.getByLabel('Name', { exact: true }).fill('deploy job');
  await form.getByLabel('Ends').selectOption('In 30 days');
  await form.getByRole('button', { name: 'Create' }).click();
  const shown = page.getByRole('dialog', { name: 'Token deploy job' });
  await expect(shown).toContainText('send it as the header X-Polaris-Token');
  const secret = (await shown.locator('[data-secret]').textContent()) ?? '';
  expect(await statusWith(secret)).toBe(200);
  await page.screenshot({ path: 'test-results/screens/access-token-once.png' });
  // What is shown once is not lost to a click beside it.
  await page.mouse.click(5, 5);
  await shown.getByRole('button', { name: 'Done' }).click();
  const row = page.getByRole('row', { name: /deploy job/ });
  await expect(row).toContainText(ADMIN.user);
  expect(await page.content()).not.toContain(secret);
  await lookAt(page, 'tokens');

  // With the keyboard alone.
  await row.focus();
  await page.keyboard.press('ArrowRight');
  await expect(row.getByRole('button', { name: 'Revoke deploy job' })).toBeFocused();
  await page.keyboard.press('Enter');
  const revoke = page.getByRole('dialog', { name: 'Revoke deploy job' });
  await revoke.getByRole('button', { name: 'Revoke' }).click();
  // As long as the dialog is open, the rows behind it are not there for anybody.
  await expect(revoke).toBeHidden();
  await expect(row).toHaveCount(0);
  expect(await statusWith(secret)).toBe(401);

  // The token that comes with an account: renewed, and of a main account never turned off.
  await page.goto('/access/users');
  await page.getByRole('row', { name: new RegExp(ADMIN.user) }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Renew token…' }).click();
  const renewal = page.getByRole('dialog', { name: `Renew the token of ${ADMIN.user}` });
  await renewal.getByRole('button', { name: 'Renew token' }).click();
  const renewed = (await renewal.locator('[data-secret]').textContent()) ?? '';
  expect(await statusWith(renewed)).toBe(200);
  await renewal.getByRole('button', { name: 'Done' }).click();
  await toBlock(page, 'Turn token off');
  await page.context().close();
});
