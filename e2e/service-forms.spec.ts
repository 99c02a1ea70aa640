// Services made, changed and deleted by hand; instances registered; aliases and contracts; by role and accessible name.
import { RegistryClient } from '../apps/demo/src/registry-client.ts';
import { expect, test } from './support/fixtures.ts';
import { takeScreenshots } from './support/screenshots.ts';

test('a service is made, gets labels and a guard of its own, instances and an alias, and goes again', async ({
  operator: page,
}) => {
  await page.goto('/services?namespace=default');
  await page.getByRole('button', { name: 'New service' }).click();
  const form = page.getByRole('dialog', { name: 'New service' });
  await form.getByRole('textbox', { name: 'Service', exact: true }).fill('made here');
  await expect(form.getByText('may not be in it')).toBeVisible();
  await form.getByRole('textbox', { name: 'Service', exact: true }).fill('made-here');
  await form.getByRole('textbox', { name: 'Department' }).fill('shop');
  await form.getByRole('button', { name: 'Add label' }).click();
  await form.getByRole('textbox', { name: 'Key 1' }).fill('tier');
  await form.getByRole('textbox', { name: 'Value 1' }).fill('gold');
  await takeScreenshots(page, 'service-new');
  await form.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'made-here' })).toBeVisible();

  await page.getByRole('button', { name: 'Edit service' }).click();
  const edit = page.getByRole('dialog', { name: 'Edit made-here' });
  await edit.getByRole('checkbox', { name: 'A rule of its own' }).check();
  await edit.getByLabel('Warn under this share of healthy instances').fill('80');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(edit).toBeHidden();
  await page.getByRole('tab', { name: 'Details' }).click();
  await expect(page.getByText('Warns under 80 % healthy')).toBeVisible();
  await page.getByRole('button', { name: 'Show once' }).click();
  await expect(page.getByText('It is shown this once.')).toBeVisible();
  await takeScreenshots(page, 'service-details');

  await page.getByRole('button', { name: 'Register instance' }).click();
  const register = page.getByRole('dialog', { name: 'Register instance' });
  await register.getByRole('textbox', { name: 'Hosts' }).fill('10.77.0.1, 10.77.0.2\n10.77.0.3');
  await register.getByRole('textbox', { name: 'Ports' }).fill('8080 8081');
  await register.getByRole('switch', { name: 'Isolated' }).check();
  await takeScreenshots(page, 'service-register');
  await register.getByRole('button', { name: 'Register 6 instances' }).click();
  await expect(register).toBeHidden();
  await page.getByRole('tab', { name: 'Instances' }).click();
  await expect(page.getByRole('row', { name: /^10\.77\.0\.3:8081/ })).toBeVisible();
  await page.getByRole('button', { name: 'Register instance' }).click();
  await register.getByRole('textbox', { name: 'Hosts' }).fill('10.77.0.3;10.77.0.4');
  await register.getByRole('textbox', { name: 'Ports' }).fill('8081');
  await expect(register.getByText('10.77.0.3:8081')).toBeVisible();
  await register.getByRole('button', { name: 'Register 1 instance' }).click();
  await expect(page.getByRole('row', { name: /^10\.77\.0\.4:8081/ })).toBeVisible();
  // Nobody checks it: that is not the same as being ill.
  await expect(page.getByText('0 of 7 healthy · 1 not checked')).toBeVisible();

  await page.getByRole('tab', { name: 'Aliases' }).click();
  await page.getByRole('button', { name: 'New alias' }).click();
  const alias = page.getByRole('dialog', { name: 'New alias' });
  await alias.getByRole('textbox', { name: 'Alias', exact: true }).fill('made-there');
  await alias.getByRole('button', { name: 'Create' }).click();
  await expect(
    page.getByRole('table', { name: 'Aliases' }).getByRole('link', { name: 'made-there' }),
  ).toBeVisible();
  await page.getByRole('tab', { name: 'Activity' }).click();
  await expect(page.getByRole('list', { name: 'Operations' })).toContainText('registered');
  await takeScreenshots(page, 'service-activity');

  // What stands in the way is said, with the way there.
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete… (7 instances, 1 alias left)' }).click();
  await expect(page.getByRole('log')).toContainText('a service can be deleted once none is registered');
  await expect(page.getByRole('tab', { name: 'Instances' })).toHaveAttribute('aria-selected', 'true');

  await page.goto('/aliases');
  await page.getByRole('button', { name: 'Delete… made-there' }).click();
  const goes = page.getByRole('dialog', { name: 'Delete made-there' });
  await goes.getByRole('textbox').fill('made-there');
  await takeScreenshots(page, 'alias-delete');
  await goes.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('No aliases')).toBeVisible();
});

test('clients that ask in vain are named before an alias answers them, and a contract can be read and deleted', async ({
  operator: page,
  cynosure,
}) => {
  const client = new RegistryClient(cynosure.grpc);
  const stream = client.discover();
  await stream.ask({ type: 1, service: { namespace: 'default', name: 'old-checkout' } });
  await page.goto('/aliases');
  await page.getByRole('button', { name: 'New alias' }).click();
  const form = page.getByRole('dialog', { name: 'New alias' });
  await form.getByRole('textbox', { name: 'Alias', exact: true }).fill('checkout');
  await expect(form.getByText('There is a service of that name.')).toBeVisible();
  await form.getByRole('textbox', { name: 'Alias', exact: true }).fill('old-checkout');
  await form.getByRole('textbox', { name: 'Points to' }).fill('checkout');
  await expect(form.getByRole('alert')).toContainText('1 client asks for old-checkout');
  await takeScreenshots(page, 'alias-new');
  await form.getByRole('button', { name: 'Cancel' }).click();
  stream.end();
  client.close();

  await page.goto('/services/default/checkout/contracts');
  await expect(page.getByText('No contract')).toBeVisible();
});

for (const { kind, path, name, button } of [
  { kind: 'service', path: '/services/default/coupon/details', name: 'coupon', button: 'Edit service' },
  { kind: 'namespace', path: '/namespaces/media', name: 'media', button: 'Edit media' },
]) {
  test(`what another tab changed of a ${kind} meanwhile is not overwritten, and shown when it is asked for`, async ({
    operator: page,
  }) => {
    const other = await page.context().newPage();
    const open = async (tab: typeof page) => {
      await tab.goto(path);
      await tab.getByRole('button', { name: button }).click();
      const form = tab.getByRole('dialog', { name: `Edit ${name}` });
      return { form, comment: form.getByRole('textbox', { name: 'Comment' }) };
    };
    const mine = await open(page);
    await mine.comment.fill('mine');
    const theirs = await open(other);
    await theirs.comment.fill('theirs');
    await theirs.form.getByRole('button', { name: 'Save' }).click();
    await expect(theirs.form).toBeHidden();
    // The page behind the form has heard of it, by its stream or its next read: that must not count as having seen it.
    await expect(page.getByText('theirs', { exact: true })).toBeAttached({ timeout: 30_000 });
    for (const _ of ['first', 'again']) {
      await mine.form.getByRole('button', { name: 'Save' }).click();
      await expect(mine.form.getByRole('alert')).toContainText('Somebody changed it since you opened this.');
      await expect(mine.comment).toHaveValue('mine');
    }
    await takeScreenshots(page, `conflict-${kind}`);
    await mine.form.getByRole('button', { name: 'Show theirs' }).click();
    await expect(mine.comment).toHaveValue('theirs');
    // Its button is gone; whoever types on does so in the form.
    await expect(mine.form.locator('input:focus, select:focus, textarea:focus')).toBeAttached();
    // Theirs is saved as it is: nothing to change is no failure.
    await mine.form.getByRole('button', { name: 'Save' }).click();
    await expect(mine.form).toBeHidden();
    await page.getByRole('button', { name: button }).click();
    await mine.comment.fill('');
    await mine.form.getByRole('button', { name: 'Save' }).click();
    await expect(mine.form).toBeHidden();
    await other.close();
  });
}
