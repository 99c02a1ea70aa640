import assert from 'node:assert/strict';
import test from 'node:test';
import { contractsCsv } from './contracts-csv.ts';

test('contracts as CSV have a line for each interface, and one where there is none', () => {
  const contract = {
    ...{ id: 'c', type: 'api', protocol: 'http', version: '1.0', status: 'online' as const, content: '{}' },
    ...{ createdAt: 0, changedAt: 0, may: {} },
  };
  const one = { id: 'i', type: 'Pay', method: 'GET', path: '/a,b', content: '', source: 'client' as const };
  const text = contractsCsv([
    { ...contract, interfaces: [{ ...one, changedAt: 0 }] },
    { ...contract, version: '2.0', status: 'offline', interfaces: [] },
  ]);
  const lines = text.trimEnd().split('\r\n');
  assert.equal(lines.length, 3);
  assert.equal(lines[1], '1.0,online,api,http,GET,"/a,b",Pay,client,,1970-01-01T00:00:00.000Z');
  assert.match(lines[2] ?? '', /^2.0,offline,api,http,,,,,/);
});
