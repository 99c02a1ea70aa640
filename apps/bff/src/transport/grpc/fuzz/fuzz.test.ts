import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seedsOf } from '../../../testing/seeded.ts';
import { connectionTarget } from './connection-target.ts';
import { fuzz } from './fuzz.ts';
import { hpackTarget } from './hpack-target.ts';
import { messageTarget } from './message-target.ts';

/** Each target's share of the test command; `npm run fuzz` plays as many inputs as somebody likes. */
const SHARE_MS = 10_000;
const MOST_GROWTH = 200 * 1024 * 1024;

const used = (): number => process.memoryUsage().rss;

const TARGETS = {
  connections: async () => connectionTarget,
  'header blocks': async () => hpackTarget,
  messages: messageTarget,
};

for (const [name, open] of Object.entries(TARGETS)) {
  test(`random changes to ${name} crash nothing, hang nothing and keep nothing`, async (t) => {
    const target = await open();
    const [seed = 0] = seedsOf(1);
    const until = performance.now() + SHARE_MS;
    await fuzz(target, seed, (done) => done < 1_000);
    const before = used();
    const inputs = await fuzz(target, seed, (done) => done % 64 !== 0 || performance.now() < until);
    t.diagnostic(`${inputs} inputs from seed ${seed}; replay with CYNOSURE_TEST_SEED=${seed}`);
    assert.ok(inputs > 1_000, `${inputs} inputs`);
    assert.ok(used() - before < MOST_GROWTH, `${used() - before} bytes more than before`);
  });
}
