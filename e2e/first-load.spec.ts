// What a browser really fetches before somebody who is signed in sees the overview, code that is loaded on demand included.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { BUDGETS } from '../scripts/parts/budgets.ts';
import { ROOT } from '../scripts/parts/root.ts';
import { expect, test } from './support/fixtures.ts';

test('the first load of the console stays within its budget of script and style', async ({
  operator: page,
  context,
}) => {
  await page.close();
  const fresh = await context.newPage();
  const fetched = new Set<string>();
  fresh.on('requestfinished', (request) => fetched.add(new URL(request.url()).pathname));
  await fresh.goto('/');
  await expect(fresh.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect(fresh.locator('[aria-busy="true"]')).toHaveCount(0);

  const brotli = (extension: string) => {
    const files = [...fetched].filter((path) => path.endsWith(extension));
    expect(files).not.toEqual([]);
    return files.reduce(
      (sum, path) => sum + brotliCompressSync(readFileSync(join(ROOT, 'apps/web/dist', path))).length,
      0,
    );
  };
  const [js, css] = [brotli('.js'), brotli('.css')];
  console.log(`note: first load to the overview: ${js} bytes of JS, ${css} bytes of CSS, as brotli`);
  expect(js).toBeLessThanOrEqual(BUDGETS.js);
  expect(css).toBeLessThanOrEqual(BUDGETS.css);
});
