import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InstanceEvent } from '../registry/events.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { History } from './history.ts';

const anEvent = (what: InstanceEvent['what'], wishes: Partial<InstanceEvent> = {}): InstanceEvent => ({
  kind: 'instance', what, slot: 1, id: 'i1', namespace: 'default', service: 'pay', host: '10.5.0.7', port: 80, ...wishes,
}); // biome-ignore format: one line

function opened() {
  const clock = new FakeClock();
  const history = new History(clock);
  const take = (...events: InstanceEvent[]) =>
    history.take({
      position: 1,
      at: clock.wallMs(),
      events,
      clientEntries: [{ action: 'deregister', id: 'i1', label: '', by: 'GRPC:1' }],
    });
  return { clock, history, take };
}

test('the lane of a host has its changes, oldest first, and equal ones of one moment as one mark', () => {
  const { clock, history, take } = opened();
  const start = clock.wallMs();
  take(
    anEvent('registered'),
    anEvent('registered', { id: 'i2', port: 81 }),
    anEvent('registered', { host: '10.9.9.9' }),
  );
  clock.advance(1_000);
  take(anEvent('unhealthy'), anEvent('updated'));
  assert.deepEqual(history.lane('10.5.0.7', start), [
    { at: start, kind: 'registered', namespace: 'default', service: 'pay', count: 2 },
    { at: start + 1_000, kind: 'unhealthy', namespace: 'default', service: 'pay', count: 1 },
  ]);
  assert.equal(history.lane('10.5.0.7', start + 1).length, 1);
  assert.deepEqual(history.lane('10.7.7.7', start), []);
});

test('minutes are counted for a day and are empty where nothing happened', () => {
  const { clock, history, take } = opened();
  take(anEvent('registered'), anEvent('unhealthy'));
  clock.advance(2 * 60_000);
  take(anEvent('healthy'));
  const minutes = history.perMinute(60);
  assert.equal(minutes.length, 60);
  assert.deepEqual(minutes.slice(-3).map(({ registered, unhealthy, healthy }) => [registered, unhealthy, healthy]), [
    [1, 1, 0], [0, 0, 0], [0, 0, 1],
  ]); // biome-ignore format: one line
  clock.advance(24 * 3_600_000);
  assert.ok(history.perMinute(1440).every(({ registered }) => registered === 0));
});

test('who left is remembered with who took it out, until it comes back', () => {
  const { history, take } = opened();
  take(anEvent('deregistered'));
  assert.equal(history.goneInstance('i1')?.by, 'GRPC:1');
  assert.deepEqual(
    history.lastOnHost('10.5.0.7', 5).map(({ id }) => id),
    ['i1'],
  );
  take(anEvent('registered'));
  assert.equal(history.goneInstance('i1'), undefined);
  assert.deepEqual(history.lastOnHost('10.5.0.7', 5), []);
});

test('the rings stay as they are however much happens', () => {
  const { clock, history, take } = opened();
  for (let turn = 0; turn < 30; turn += 1) {
    take(
      ...Array.from({ length: 1_000 }, (_, index) =>
        anEvent('deregistered', { id: `i${turn}-${index}`, slot: index }),
      ),
    );
    clock.advance(10);
  }
  assert.equal(history.goneInstance('i0-0'), undefined);
  assert.ok(history.goneInstance('i29-999'));
  assert.ok(history.lane('10.5.0.7', 0).length <= 30);
});
