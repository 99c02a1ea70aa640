import { randomUUID } from 'node:crypto';
import type { Browser, Page } from '@playwright/test';
import { expect } from './fixtures.ts';
import { signIn } from './sign-in.ts';
import type { Cynosure } from './start-cynosure.ts';

/** A write to /console/v1 as the console itself sends it: from the page, with its session. Answers status and body. */
export const write = (
  page: Page,
  method: string,
  path: string,
  body: unknown,
  type = 'application/json',
): Promise<{ status: number; json: Record<string, unknown> }> =>
  page.evaluate(
    async ([how, where, text, key, type]) => {
      const reply = await fetch(`/console/v1${where}`, {
        method: how,
        headers: { 'Content-Type': type, 'Idempotency-Key': key },
        body: text,
      });
      return { status: reply.status, json: (await reply.json()) as Record<string, unknown> }; // every answer is an object
    },
    [method, path, JSON.stringify(body), randomUUID(), type] as const,
  );

/** Somebody else, signed in in a browser of their own; `owner` makes the account. */
export async function secondOperator(browser: Browser, owner: Page, server: Cynosure): Promise<Page> {
  const name = `chen.yu.${randomUUID().slice(0, 6)}`;
  const password = `horse-battery-${randomUUID()}`;
  const made = await write(owner, 'POST', '/access/users', { name, password, role: 'operator' });
  expect(made.status, JSON.stringify(made.json)).toBeLessThan(300);
  const context = await browser.newContext({ baseURL: server.console });
  const page = await context.newPage();
  await signIn(page, { user: name, password });
  return page;
}
