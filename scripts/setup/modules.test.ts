import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCurrent } from './modules.mjs';

const locked = {
  '': { version: '0.1.0' },
  'apps/bff': { version: '0.1.0' },
  'node_modules/pino': { version: '10.4.0', integrity: 'sha512-a' },
  'node_modules/fsevents': { version: '2.3.3', integrity: 'sha512-b', optional: true },
};
const installed = { 'node_modules/pino': { version: '10.4.0', integrity: 'sha512-a' } };

test('an install that lacks only the optional packages of another system is current', () => {
  assert.equal(isCurrent(locked, installed), true);
});

test('a package that is missing, of another version or of other content makes an install out of date', () => {
  assert.equal(isCurrent(locked, {}), false);
  const pino = (more: object) => ({ 'node_modules/pino': { ...installed['node_modules/pino'], ...more } });
  assert.equal(isCurrent(locked, pino({ version: '10.3.0' })), false);
  assert.equal(isCurrent(locked, pino({ integrity: 'sha512-c' })), false);
});

test('an optional package that is there in another version makes an install out of date', () => {
  const other = { ...installed, 'node_modules/fsevents': { version: '2.3.2', integrity: 'sha512-b' } };
  assert.equal(isCurrent(locked, other), false);
});
