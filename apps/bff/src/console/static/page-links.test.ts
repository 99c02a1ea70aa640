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
