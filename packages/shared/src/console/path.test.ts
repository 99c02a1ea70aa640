import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeHosts, decodeSegment, encodeHosts, encodeSegment, pathOf } from './path.ts';

test('a name comes back from an address as it went in, whatever it is made of', () => {
  for (const name of ['order', 'a/b', '.', '..', '...', '~1', '~0.', 'a~/b', 'über b?c#d%', 'x:y']) {
    const segment = encodeSegment(name);
    assert.doesNotMatch(segment, /[/?#]|^\.+$/, name);
    assert.equal(decodeSegment(decodeURIComponent(segment)), name);
  }
});

test('slashes and names of dots are written as the specification says', () => {
  assert.equal(pathOf('services', 'default', 'team/order'), '/services/default/team~1order');
  assert.equal(encodeSegment('..'), '~0..');
});

test('IPv6 hosts are written bare, and several hosts share a segment', () => {
  assert.equal(pathOf('hosts', 'fd00::7'), '/hosts/fd00::7');
  assert.deepEqual(decodeHosts(encodeHosts(['10.5.0.7', 'fd00::7'])), ['10.5.0.7', 'fd00::7']);
});
