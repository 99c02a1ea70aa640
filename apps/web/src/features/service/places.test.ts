import assert from 'node:assert/strict';
import test from 'node:test';
import { readPlaces, wholeIn } from './places.ts';

const kinds = (hosts: string, ports: string) => readPlaces(hosts, ports).faults.map(({ kind }) => kind);

test('hosts and ports are read in any separators, each once', () => {
  const { hosts, ports, faults } = readPlaces('10.0.0.1, 10.0.0.2\n10.0.0.1；fd00::7', '80 | 8080，80');
  assert.deepEqual(hosts, ['10.0.0.1', '10.0.0.2', 'fd00::7']);
  assert.deepEqual(ports, [80, 8080]);
  assert.deepEqual(faults, []);
});

test('what is missing, no port, too long or too many is said', () => {
  assert.deepEqual(kinds('', ''), ['hostsMissing', 'portsMissing']);
  assert.deepEqual(kinds('a', '80 x'), ['portBad']);
  assert.deepEqual(kinds('a', '65536'), ['portBad']);
  assert.deepEqual(kinds('x'.repeat(129), '80'), ['hostLong']);
  const many = Array.from({ length: 51 }, (_, n) => `h${n}`).join(' ');
  assert.deepEqual(kinds(many, '80 81'), ['tooMany']);
  assert.deepEqual(kinds(many, '80'), []);
});

test('a whole number is read within its bounds', () => {
  assert.deepEqual(
    [wholeIn('5', 1, 60), wholeIn('61', 1, 60), wholeIn('5.5', 1, 60), wholeIn('', 0, 9)],
    [5, undefined, undefined, undefined],
  );
});
