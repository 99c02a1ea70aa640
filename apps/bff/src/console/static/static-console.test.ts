import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { ask } from '../../testing/http-client.ts';
import { serveConsole } from '../../testing/testing-console.ts';

const PAGE = '<!doctype html><title>Cynosure</title>';
const SCRIPT = 'console.log("hello")'.repeat(100);

function builtPages(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'cynosure-pages-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), PAGE);
  writeFileSync(join(folder, 'assets', 'main-abc123.js'), SCRIPT);
  writeFileSync(join(folder, 'assets', 'main-abc123.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(folder, '.secret'), 'no');
  return folder;
}

test('every address that a person opens is the one page, and never kept without asking again', async (t) => {
  const { port } = await serveConsole(t, builtPages(t));
  for (const path of ['/', '/hosts/10.5.0.7', '/services/default/a~1b/instances?x=1']) {
    const page = await ask(port, 'GET', path, { headers: { Accept: 'text/html' } });
    assert.equal(page.status, 200, path);
    assert.equal(page.text, PAGE);
    assert.equal(page.headers['cache-control'], 'no-cache');
  }
  const navigated = await ask(port, 'GET', '/hosts', { headers: { 'Sec-Fetch-Mode': 'navigate' } });
  assert.equal(navigated.text, PAGE);
});

test('the page names the files that its address and its reader need, and the list of them is served to nobody', async (t) => {
  const folder = builtPages(t);
  writeFileSync(join(folder, 'index.html'), '<!doctype html><head><title>Cynosure</title></head>');
  const files = {
    pages: { '/hosts': ['assets/hosts.js'] },
    languages: { en: ['assets/en.js'], zh: ['assets/zh.js'] },
    reads: { '/hosts': ['session'] },
  };
  writeFileSync(join(folder, '.page-files.json'), JSON.stringify(files));
  const { port } = await serveConsole(t, folder);
  const open = async (path: string, language?: string) => {
    const headers = { Accept: 'text/html', ...(language ? { 'Accept-Language': language } : {}) };
    const page = await ask(port, 'GET', path, { headers });
    assert.match(page.text, /<link [^>]*><\/head>$/);
    assert.match(String(page.headers.vary), /Accept-Language/i);
    return [...page.text.matchAll(/href="\/assets\/([^"]+)"/g)].map(([, file]) => file);
  };
  assert.deepEqual(await open('/hosts?q=10.5', 'zh-CN,zh;q=0.9,en;q=0.8'), ['zh.js', 'hosts.js']);
  assert.deepEqual(await open('/hosts', 'en-GB,en;q=0.9'), ['en.js', 'hosts.js']);
  assert.deepEqual(await open('/hosts', 'de'), ['en.js', 'hosts.js']);
  assert.deepEqual(await open('/clients'), ['en.js']);
  assert.equal((await ask(port, 'GET', '/.page-files.json')).status, 404);
});

test('what is not there is not found by programs, and hidden files are not there', async (t) => {
  const { port } = await serveConsole(t, builtPages(t));
  const paths = [
    '/assets/gone.js',
    '/.secret',
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/console/v2/x',
  ];
  for (const path of paths) assert.equal((await ask(port, 'GET', path)).status, 404, path);
  const script = await ask(port, 'GET', '/assets/gone.js', {
    headers: { 'Sec-Fetch-Mode': 'no-cors', Accept: 'text/html' },
  });
  assert.equal(script.status, 404);
  const unknown = await ask(port, 'GET', '/console/v1/nothing', { headers: { Accept: 'text/html' } });
  assert.equal(unknown.status, 404);
  assert.match(unknown.headers['content-type'] ?? '', /problem\+json/);
  assert.equal((await ask(port, 'POST', '/hosts')).status, 405);
});

test('built files are sent compressed where that is there and taken, and kept for good', async (t) => {
  const { port } = await serveConsole(t, builtPages(t));
  const path = '/assets/main-abc123.js';
  const small = await ask(port, 'GET', path, { headers: { 'Accept-Encoding': 'br, gzip' } });
  assert.equal(small.headers['content-encoding'], 'br');
  assert.match(small.headers['cache-control'] ?? '', /immutable/);
  const plain = await ask(port, 'GET', path);
  assert.equal(plain.headers['content-encoding'], undefined);
  assert.equal(plain.text, SCRIPT);
});

test('nothing inline runs, nobody frames the console, and no type is guessed', async (t) => {
  const { port } = await serveConsole(t, builtPages(t));
  for (const path of ['/', '/console/v1/overview', '/assets/main-abc123.js']) {
    const { headers } = await ask(port, 'GET', path, { headers: { Accept: 'text/html' } });
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe|data:|\*/);
    assert.match(policy, /require-trusted-types-for 'script'/);
    assert.match(policy, /trusted-types 'none'/);
    assert.equal(headers['x-frame-options'], 'DENY');
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    assert.equal(headers['referrer-policy'], 'same-origin');
    if (!path.startsWith('/assets/')) {
      assert.match(String(headers['permissions-policy']), /camera=\(\).*microphone=\(\)/);
    }
    assert.equal(headers['strict-transport-security'], undefined);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['x-powered-by'], undefined);
  }
});

test('a console that has not been built says how to build it', async (t) => {
  const { port } = await serveConsole(t, '/nowhere');
  const answer = await ask(port, 'GET', '/');
  assert.equal(answer.status, 503);
  assert.match(answer.text, /npm run build/);
});
