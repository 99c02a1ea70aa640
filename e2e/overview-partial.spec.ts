// A part of the overview that did not answer is "?" and never 0, and the rest of the page works.
import { expect, test } from './support/fixtures.ts';
import { takeScreenshots } from './support/screenshots.ts';

test('figures that are missing are said to be missing', async ({ operator: page }) => {
  await page.route('**/console/v1/overview*', async (route) => {
    const answer = await route.fetch();
    const { clients: _, zones: __, ...rest } = await answer.json();
    await route.fulfill({ response: answer, json: rest });
  });
  // Live events would bring what is missing.
  await page.route(/\/console\/v1\/(events|changes)/, (route) => route.abort());
  await page.goto('/');
  await expect(page.getByText('Some figures are missing.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect(
    page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Clients' }),
  ).toHaveText('Clients');
  await takeScreenshots(page, 'overview-partial');
});
