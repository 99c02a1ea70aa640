import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { bugLog } from './bug-log.ts';
import { FakeClock } from './testing/fake-clock.ts';

test('a bug is said once a minute, with how often it came meanwhile', () => {
  const lines: { where: string; timesSince: number }[] = [];
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
  const clock = new FakeClock();
  const onBug = bugLog(log, clock);
  for (let i = 0; i < 500; i += 1) onBug(new Error('broken'), 'register');
  onBug(new Error('other'), 'register');
  clock.advance(60_000);
  onBug(new Error('broken'), 'register');
  assert.deepEqual(
    lines.map(({ timesSince }) => timesSince),
    [0, 0, 499],
  );
});
