import assert from 'node:assert/strict';
import test from 'node:test';
import { licenceText } from '../apps/web/build/licences.ts';

test('packages of the product are listed with their licence, those that only build or test are not', () => {
  const packages = {
    '': { version: '0.1.0' },
    'apps/web': { version: '0.1.0' },
    'node_modules/web': { link: true },
    'node_modules/react': { version: '19.0.0', license: 'MIT' },
    'node_modules/@a/b': { version: '1.0.0', license: 'Apache-2.0' },
    'node_modules/x/node_modules/react': { version: '18.0.0', license: 'MIT' },
    'node_modules/vite': { version: '7.0.0', license: 'MIT', dev: true },
    'node_modules/quiet': { version: '1.0.0' },
  };
  assert.equal(
    licenceText(JSON.stringify({ packages })),
    '@a/b 1.0.0 Apache-2.0\nquiet 1.0.0 licence not stated\nreact 18.0.0 MIT\nreact 19.0.0 MIT\n',
  );
});
