import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checked, serveConsole } from '../testing/testing-console.ts';
import { readPlace, waitForPosition } from './position.ts';

test('a place is a position, with its epoch or without', () => {
  assert.deepEqual(readPlace('74a0b78072bd-172'), { epoch: '74a0b78072bd', position: 172 });
  assert.deepEqual(readPlace('172'), { epoch: null, position: 172 });
  for (const bad of [undefined, null, '', 'x', '-1', '1.5', 'e4-', '99999999999999999999']) {
    assert.equal(readPlace(bad), undefined, String(bad));
  }
});

test('a read waits for the write that it must see, and not for one of another epoch', async (t) => {
  const served = await serveConsole(t);
  const { registry, clock } = served;
  const next = registry.state.position + 1;
  assert.equal(await waitForPosition(registry, `e9-${next}`), null);
  assert.equal(await waitForPosition(registry, String(next)), null);
  const waiting = waitForPosition(registry, `${registry.epoch}-${next}`);
  await served.register(checked());
  assert.equal(await waiting, null);
  const inVain = waitForPosition(registry, `${registry.epoch}-${next + 100}`);
  clock.advance(2_000);
  assert.equal((await inVain)?.status, 503);
  assert.equal((await waitForPosition(registry, 'soon'))?.status, 400);
});
