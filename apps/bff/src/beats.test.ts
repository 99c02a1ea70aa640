import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Beats } from './beats.ts';

test('periods run together, none before its time, and the first time at most one beat late', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const beats = new Beats();
  const ran: string[] = [];
  let now = 0;
  const pass = (ms: number) => {
    for (const end = now + ms; now < end; ) {
      t.mock.timers.tick(50);
      now += 50;
    }
  };
  const every = (ms: number) => beats.every(ms, () => ran.push(`${ms} at ${now + 50}`));
  const cancel = every(250);
  pass(100);
  every(500);
  pass(1500);
  assert.deepEqual(
    ran.filter((one) => one.startsWith('500')),
    ['500 at 750', '500 at 1250'],
  );
  assert.deepEqual(
    ran.filter((one) => one.startsWith('250')),
    [250, 500, 750, 1000, 1250, 1500].map((at) => `250 at ${at}`),
  );
  cancel();
  ran.length = 0;
  pass(500);
  assert.deepEqual(ran, ['500 at 1750']);
});

test('what is cancelled by another in the same beat does not run any more, and the timer ends with the last', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const beats = new Beats();
  const ran: string[] = [];
  const cancels: (() => void)[] = [];
  cancels.push(
    beats.every(250, () => {
      ran.push('first');
      for (const cancel of cancels) cancel();
    }),
  );
  cancels.push(beats.every(250, () => ran.push('second')));
  t.mock.timers.tick(2000);
  assert.deepEqual(ran, ['first']);
  beats.every(500, () => ran.push('again'));
  t.mock.timers.tick(499);
  assert.deepEqual(ran, ['first']);
  t.mock.timers.tick(1);
  assert.deepEqual(ran, ['first', 'again']);
});

test('only multiples of a beat fit', () => {
  assert.deepEqual([0, 50, 200, 250, 500, 1001, 60_000].map(Beats.fits), [
    false,
    false,
    false,
    true,
    true,
    false,
    true,
  ]);
});
