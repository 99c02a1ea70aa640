// What clients register is text, whatever it says: every page shows hostile strings under the strict policy, and nothing
// runs, nothing is fetched, nothing becomes an element, and the browser has nothing to report (reliability.md S7).
import { expect, type Page, test } from '@playwright/test';
import { RegistryClient } from '../apps/demo/src/registry-client.ts';
import { HOSTILE, numbersIn } from './support/hostile-strings.ts';
import { login } from './support/registry-side.ts';
import { signIn } from './support/sign-in.ts';
import { type Cynosure, startCynosure } from './support/start-cynosure.ts';

const SERVICES = 4;
const HTTP_STRINGS = 40;
const serviceOf = (at: number): string => `hostile-${at % SERVICES}`;

/** The string cut to a length, its number kept. */
const within = (text: string, length: number): string => {
  const number = text.slice(text.lastIndexOf('#h'));
  return (
    Array.from(text.slice(0, text.lastIndexOf('#h')))
      .slice(0, length - number.length)
      .join('') + number
  );
};

async function registerAll(server: Cynosure): Promise<number> {
  const client = new RegistryClient(server.grpc);
  let taken = 0;
  for (const [at, text] of HOSTILE.entries()) {
    const reply = await client.register({
      namespace: 'default',
      service: serviceOf(at),
      // Half of them by an id of their own, which is an address of the console, too.
      ...(at % 2 === 0 ? { id: text } : {}),
      host: text,
      port: 1000 + at,
      protocol: within(text, 32),
      version: within(text, 32),
      logicSet: text,
      vpcId: text,
      location: { region: text, zone: text, campus: text },
      metadata: { [text]: text, __proto__x: text, version: text },
      healthCheck: { heartbeat: { ttl: 60 } },
    });
    if (reply.code === 200000) taken += 1;
    await client.reportClient({ id: `client-${at}`, host: text, version: within(text, 32), type: 1 });
  }
  client.close();
  return taken;
}

/** The fields that only the HTTP API writes: comments, owners, reasons. */
async function writeOverHttp(server: Cynosure): Promise<void> {
  const headers = { 'Content-Type': 'application/json', 'X-Polaris-Token': await login(server) };
  const send = async (method: string, path: string, body: unknown): Promise<void> => {
    const reply = await fetch(server.http + path, { method, headers, body: JSON.stringify(body) });
    expect(reply.status, `${path}: ${await reply.text()}`).toBeLessThan(300);
  };
  const some = HOSTILE.filter((_, at) => at % Math.ceil(HOSTILE.length / HTTP_STRINGS) === 0);
  await send(
    'POST',
    '/naming/v1/namespaces',
    some.map((text, at) => ({ name: `hostile-${at}`, comment: text })),
  );
  await send(
    'POST',
    '/naming/v1/services',
    some.map((text, at) => ({
      namespace: 'default',
      name: `written-${at}`,
      comment: text,
      business: within(text, 64),
      department: within(text, 64),
      metadata: { [text]: text, lone: '\ud800x' },
    })),
  );
  await send(
    'PUT',
    '/naming/v1/instances/isolate/host',
    some.map((text) => ({
      namespace: 'default',
      service: serviceOf(HOSTILE.indexOf(text)),
      host: text,
      isolate: true,
      reason: text,
      override: true,
    })),
  );
}

/** What the browser noticed since it was opened. */
interface Watched {
  readonly errors: string[];
  readonly elsewhere: string[];
}

async function watch(page: Page, server: Cynosure): Promise<Watched> {
  const watched: Watched = { errors: [], elsewhere: [] };
  page.on('dialog', (dialog) => {
    watched.errors.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => watched.errors.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted ?Type|Refused to/i.test(message.text())) {
      watched.errors.push(message.text());
    }
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(server.console)) watched.elsewhere.push(request.url());
  });
  // As text: it runs in the page, whose types are not those of the tests.
  await page.addInitScript(`
    globalThis.__reports = [];
    addEventListener('securitypolicyviolation', (event) => {
      globalThis.__reports.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample);
    });
  `);
  return watched;
}

interface Found {
  readonly text: string;
  readonly reports: string[];
  readonly hit: boolean;
  readonly polluted: boolean;
  readonly elements: string[];
}

/** What the page shows, and everything on it that only a string that got through could have put there. */
const look = (page: Page): Promise<Found> =>
  page.evaluate<Found>(`(() => {
    const bad = [];
    for (const element of document.querySelectorAll('*')) {
      const at = [...element.attributes].filter(({ name, value }) =>
        /^on/i.test(name) || name === 'srcdoc' ||
        (/^(href|src|action|formaction|data|xlink:href)$/i.test(name) &&
          !['http:', 'https:'].includes(new URL(value, location.href).protocol)) ||
        (/^(href|src|action|formaction)$/i.test(name) && new URL(value, location.href).host !== location.host));
      const kind = /^(iframe|object|embed|base|portal|marquee|math|template|form\\[action\\])$/i.test(element.localName);
      if (kind || at.length > 0) bad.push(element.outerHTML.slice(0, 200));
    }
    for (const script of document.scripts) if (script.src === '') bad.push('an inline script');
    return {
      text: document.body.innerText,
      reports: globalThis.__reports,
      hit: globalThis.__hit !== undefined,
      polluted: ({}).polluted !== undefined,
      elements: bad,
    };
  })()`);

test('about two hundred hostile strings in every field of every page run nothing and report nothing', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const server = await startCynosure();
  try {
    const taken = await registerAll(server);
    expect(taken).toBeGreaterThanOrEqual(200);
    await writeOverHttp(server);
    // So high that lists draw all of their rows.
    const context = await browser.newContext({
      baseURL: server.console,
      viewport: { width: 1440, height: 9000 },
    });
    const page = await context.newPage();
    const watched = await watch(page, server);
    await signIn(page);
    const seen = new Set<number>();
    let looks = 0;
    const settle = async (where: string): Promise<void> => {
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      const found = await look(page);
      looks += 1;
      for (const number of numbersIn(found.text)) seen.add(number);
      const { reports, hit, polluted, elements } = found;
      expect({ where, reports, hit, polluted, elements }).toEqual({
        where,
        reports: [],
        hit: false,
        polluted: false,
        elements: [],
      });
    };
    const inPath = (text: string): string =>
      encodeURIComponent(/^\.+$/.test(text) ? `~0${text}` : text.replaceAll('~', '~0').replaceAll('/', '~1'));
    const few = HOSTILE.filter((_, at) => at % 80 === 0);
    const pages = [
      '/',
      '/services',
      `/services/default/${serviceOf(1)}/instances`,
      ...['clients', 'activity', 'details'].map((tab) => `/services/default/written-1/${tab}`),
      '/instances',
      `/instances?q=${encodeURIComponent(HOSTILE[0] ?? '')}`,
      `/instances?sort=${encodeURIComponent(HOSTILE[30] ?? '')}&label=${encodeURIComponent(HOSTILE[31] ?? '')}`,
      '/hosts',
      '/aliases',
      '/namespaces',
      '/namespaces/hostile-1',
      '/clients',
      '/isolations',
      '/isolations/ended',
      '/activity',
      ...['users', 'policies', 'tokens'].map((one) => `/access/${one}`),
      '/settings',
      ...few.flatMap((text) => [`/hosts/${encodeURIComponent(text)}`, `/instances/${inPath(text)}`]),
      `/sign-in?next=${encodeURIComponent('javascript:globalThis.__hit=1')}`,
      `/sign-in?next=${encodeURIComponent('//127.0.0.1:9/')}`,
      `/${encodeURIComponent(HOSTILE[2] ?? '')}?${encodeURIComponent(HOSTILE[3] ?? '')}#${HOSTILE[4] ?? ''}`,
    ];
    for (const path of pages) {
      await page.goto(path);
      await expect(page.locator('h1').first()).toBeVisible();
      await settle(path);
    }
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    for (const text of few.slice(0, 3)) {
      await page.keyboard.press('/');
      await page.keyboard.type(text.slice(0, 30));
      await settle(`searching for ${JSON.stringify(text)}`);
      await page.keyboard.press('Escape');
    }
    // Where it had led nowhere, the proof would be empty.
    const unseen = HOSTILE.map((_, at) => at).filter((at) => !seen.has(at));
    console.log(
      `note: ${taken} hostile instances, ${looks} looks, ${seen.size} of ${HOSTILE.length} strings seen`,
    );
    expect(unseen.length, `not shown anywhere: ${unseen.join(', ')}`).toBeLessThanOrEqual(5);
    expect(watched.errors).toEqual([]);
    expect(watched.elsewhere).toEqual([]);
    // And what got through would have been noticed.
    await page.evaluate(`(() => {
      try { document.body.insertAdjacentHTML('beforeend', '<b onclick="globalThis.__hit=1"></b>'); } catch {}
    })()`);
    await expect.poll(async () => (await look(page)).reports.join()).toContain('require-trusted-types-for');
    await context.close();
  } finally {
    await server.stop();
  }
});
