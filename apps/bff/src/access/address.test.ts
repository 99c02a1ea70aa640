import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitedAddress, plainAddress } from './address.ts';

test('an IPv4 address that travels as IPv6 is written as itself', () => {
  assert.equal(plainAddress('::ffff:10.0.0.1'), '10.0.0.1');
  assert.equal(plainAddress('10.0.0.1'), '10.0.0.1');
  assert.equal(plainAddress('::1'), '::1');
  assert.equal(plainAddress('::ffff:1'), '::ffff:1');
  assert.equal(plainAddress(undefined), '');
});

test('all addresses of one /64 count as one, in any spelling', () => {
  const one = limitedAddress('2001:db8:0:7::1');
  for (const same of ['2001:db8:0:7:ffff:1:2:3', '2001:0DB8:0000:0007::', '2001:db8::7:0:0:0:1']) {
    assert.equal(limitedAddress(same), one, same);
  }
  for (const other of ['2001:db8:0:8::1', '2001:db8::1', '::1', 'fe80::1%eth0']) {
    assert.notEqual(limitedAddress(other), one, other);
  }
});

test('IPv4 addresses count each by itself', () => {
  assert.equal(limitedAddress('::ffff:10.0.0.1'), limitedAddress('10.0.0.1'));
  assert.notEqual(limitedAddress('10.0.0.1'), limitedAddress('10.0.0.2'));
});
