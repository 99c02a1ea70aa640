import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageLinks } from './page-links.ts';

const links = pageLinks({
  pages: {
    '/': ['assets/overview.js'],
    '/services': ['assets/services.js', 'assets/table.js'],
    '/services/:namespace/:service/:tab?': ['assets/service.js', 'assets/service.css', 'assets/table.js'],
  },
  languages: { en: ['assets/en.js'], zh: ['assets/zh.js', 'assets/table.js'] },
  reads: { '/': ['session', 'overview'], '/services': ['session', 'services?limit=200&facets=zone'] },
});
const filesAt = (path: string, language: 'en' | 'zh' = 'en') =>
  [...links({ path, language }).matchAll(/href="\/assets\/([^"]+)"/g)].map(([, file]) => file);

test('an address names the files of its page and of its language, each once', () => {
  assert.deepEqual(filesAt('/'), ['en.js', 'overview.js']);
  assert.deepEqual(filesAt('/services'), ['en.js', 'services.js', 'table.js']);
  assert.deepEqual(filesAt('/services/', 'zh'), ['zh.js', 'table.js', 'services.js']);
});

test('parts of an address stand for whatever it says, and the last one may be missing', () => {
  const service = ['en.js', 'service.js', 'service.css', 'table.js'];
  assert.deepEqual(filesAt('/services/default/a~1b'), service);
  assert.deepEqual(filesAt('/services/default/a~1b/clients'), service);
  assert.deepEqual(filesAt('/services/default'), ['en.js']);
  assert.deepEqual(filesAt('/services/default/a/clients/more'), ['en.js']);
});

test('a page that nothing is known of gets its language alone, whatever its address says', () => {
  assert.deepEqual(filesAt('/"><script>'), ['en.js']);
  assert.deepEqual(filesAt('/nothing'), ['en.js']);
});

test('modules and styles are asked for as the console asks for them later', () => {
  const service = links({ path: '/services/a/b', language: 'en' });
  assert.match(service, /<link rel="modulepreload" crossorigin href="\/assets\/service\.js">/);
  assert.match(service, /<link rel="preload" as="style" crossorigin href="\/assets\/service\.css">/);
});

test('what a page reads first is asked for before its files, as the console asks for it later', () => {
  const readsAt = (path: string, hasQuery?: boolean) =>
    [
      ...links({ path, language: 'en', ...(hasQuery === undefined ? {} : { hasQuery }) }).matchAll(
        /href="\/console\/v1\/([^"]+)"/g,
      ),
    ].map(([, read]) => read);
  assert.deepEqual(readsAt('/'), ['session', 'overview']);
  assert.deepEqual(readsAt('/services'), ['session', 'services?limit=200&amp;facets=zone']);
  assert.deepEqual(readsAt('/services', true), [], 'a query may change what is read');
  assert.deepEqual(readsAt('/nothing'), []);
  assert.match(
    links({ path: '/', language: 'en' }),
    /^<link rel="preload" as="fetch" crossorigin href="\/console\/v1\/session">/,
  );
});
