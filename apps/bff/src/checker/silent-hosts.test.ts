import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SilentHosts } from './silent-hosts.ts';

test('every zone is silent when at least half of its hosts are, and one instance speaks for its host', () => {
  const hosts = new SilentHosts();
  for (const zone of [1, 2]) {
    for (let at = 0; at < 10; at += 1) {
      hosts.add(zone, zone * 1000 + at, false);
      hosts.add(zone, zone * 1000 + at, at < 5);
    }
  }
  assert.equal(hosts.silentZones(), 2);
  hosts.add(2, 2009, true);
  assert.equal(hosts.silentZones(), null, 'six of ten are heard');
});

test('a host with instances in two zones counts in both', () => {
  const hosts = new SilentHosts();
  hosts.add(1, 70_000, true);
  hosts.add(2, 70_000, false);
  assert.equal(hosts.silentZones(), null, 'zone 1 is heard');
  const others = new SilentHosts();
  others.add(1, 7, false);
  others.add(2, 7, false);
  others.add(2, 7, true);
  others.add(2, 8, false);
  assert.equal(others.silentZones(), 2);
});
