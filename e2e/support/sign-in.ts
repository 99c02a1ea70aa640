import type { Page } from '@playwright/test';
import { ADMIN } from './start-cynosure.ts';

/** Signs in by the form, as a person does, and waits for the start page. */
export async function signIn(page: Page, account: { user: string; password: string } = ADMIN): Promise<void> {
  await page.goto('/');
  await page.getByLabel('Name', { exact: true }).fill(account.user);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const signedIn = page
    .getByRole('navigation', { name: 'Main' })
    .or(page.getByRole('button', { name: 'Menu' }));
  await signedIn.first().waitFor({ timeout: 30_000 });
}
