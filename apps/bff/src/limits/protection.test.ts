import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../testing/fake-clock.ts';
import { ConnectionRoom } from './connection-room.ts';
import { defaultLimits } from './limits.ts';
import { Protection } from './protection.ts';
import { trustedNetworks } from './trusted.ts';

const protectionOf = (limits: Partial<typeof defaultLimits>, trusted: readonly string[] = []) =>
  new Protection({ clock: new FakeClock(), limits: { ...defaultLimits, ...limits }, trusted });

test('trusted are loopback, single addresses and networks, however they are written', () => {
  const isTrusted = trustedNetworks(['loopback', '10.1.0.0/16', '192.0.2.7', '2001:db8::/32']);
  const trusted = ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '10.1.255.3', '192.0.2.7'];
  for (const one of [...trusted, '::ffff:10.1.0.1', '2001:db8:7::1']) assert.ok(isTrusted(one), one);
  const strangers = ['', '10.2.0.1', '192.0.2.8', '2001:db9::1', '::2', 'nonsense', '128.0.0.1'];
  for (const one of strangers) assert.ok(!isTrusted(one), one);
  assert.ok(!trustedNetworks([])('127.0.0.1'));
});

test('an address is counted over all its connections and doors; one customer of IPv6 is one address', () => {
  const protection = protectionOf({ requestsPerAddress: 1 });
  const hostOf = (peer: string) => peer.replace(/:\d+$/, '');
  for (let port = 0; port < 10; port += 1) {
    assert.equal(protection.admit('gRPC', `10.0.0.1:${port}`, 1, hostOf), 0);
  }
  assert.equal(protection.admit('gRPC', '10.0.0.1:99', 1, hostOf), 1);
  assert.equal(protection.admit('HTTP', '::ffff:10.0.0.1', 1), 1);
  assert.equal(protection.admit('HTTP', '10.0.0.2', 1), 0);
  assert.equal(protection.admit('HTTP', '2001:db8::1', 10), 0);
  assert.equal(protection.admit('HTTP', '2001:db8::ffff:2', 1), 1);
  assert.equal(protection.admit('HTTP', '2001:db8:0:1::1', 1), 0);
  assert.deepEqual(protection.refusals.all(), [
    { door: 'gRPC', limit: 'requests per address', count: 1 },
    { door: 'HTTP', limit: 'requests per address', count: 2 },
  ]);
});

test('trusted addresses may ask as often as they like', () => {
  const protection = protectionOf({ requestsPerAddress: 1, requestsPerToken: 1 }, ['loopback']);
  for (let n = 0; n < 100; n += 1) {
    assert.equal(protection.admit('HTTP', '127.0.0.1', 1), 0);
    assert.equal(protection.admitHolder('user', '127.0.0.1'), 0);
  }
  for (let n = 0; n < 10; n += 1) assert.equal(protection.admitHolder('user', '10.0.0.1'), 0);
  assert.equal(protection.admitHolder('user', '10.0.0.9'), 1);
});

test('a connection that ends makes room, for its address and for the listener', () => {
  const room = new ConnectionRoom('gRPC', protectionOf({ connections: 3, connectionsPerAddress: 2 }));
  const first = room.enter('10.0.0.1');
  assert.ok(first && room.enter('10.0.0.1'));
  assert.equal(room.enter('10.0.0.1'), null);
  assert.ok(room.enter('10.0.0.2'));
  assert.equal(room.enter('10.0.0.3'), null);
  first();
  assert.ok(room.enter('10.0.0.1'));
  assert.equal(room.enter('10.0.0.1'), null);
});

test('a trusted address has as many connections as the listener takes', () => {
  const limits = { connections: 3, connectionsPerAddress: 1 };
  const room = new ConnectionRoom('gRPC', protectionOf(limits, ['loopback']));
  for (let n = 0; n < 3; n += 1) assert.ok(room.enter('127.0.0.1'));
  assert.equal(room.enter('127.0.0.1'), null);
});
