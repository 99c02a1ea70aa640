import assert from 'node:assert/strict';
import test from 'node:test';
import { hostsIn } from './hosts-in.ts';

test('hosts are found in lines, lists, addresses with ports and links, each once', () => {
  assert.deepEqual(hostsIn('10.5.0.7, 10.5.0.8;\n"10.5.0.7:8080"  http://10.5.0.9:8090/x'), [
    '10.5.0.7',
    '10.5.0.8',
    '10.5.0.9',
  ]);
});

test('IPv6 addresses stay whole, with and without port', () => {
  assert.deepEqual(hostsIn('fd00::7 [fd00::8]:8080'), ['fd00::7', 'fd00::8']);
});

test('where there is no host nothing is found', () => {
  assert.deepEqual(hostsIn(' , ; -- '), []);
});
