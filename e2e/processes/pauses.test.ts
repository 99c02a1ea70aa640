// Health over real connections while the server is stopped and continued, or killed and started again: whoever beats
// never turns unhealthy, and whoever died in the meantime is found in time.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Cynosure, startCynosure } from '../support/start-cynosure.ts';
import { Beaters, type Dead, foundDead, MORTAL, STEADY, toldOf } from './beaters.ts';

/** Seconds that the server is stopped, one after the other; `TEST_PAUSES=2,5,10,30` plays more. */
const PAUSES = (process.env.TEST_PAUSES ?? '2').split(',').map(Number);
const KILLS = Number(process.env.TEST_RESTARTS ?? 1);
const STEADY_ONES = 300;
const TTL_SECONDS = 2;
const DUE_MS = 3 * TTL_SECONDS * 1000;
/** The promise is 100 ms; the rest is for looking from outside on a machine that does other things besides. */
const LATE_MS = 1_000;
/** After a pause the server reads what piled up; a stall of a second over that begins a new grace (decision 10). */
const DIGESTED_IN = 0.25;
const DYING = 3;

/** One data folder and one address, whichever server runs there. */
class Place {
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'cynosure-pauses-'));
  #server: Cynosure | undefined;
  grpc = '';

  async start(): Promise<Cynosure> {
    const port = this.grpc.split(':').at(-1) ?? '';
    const env = port === '' ? {} : { CYNOSURE_GRPC_PORT: port };
    this.#server = await startCynosure({ dataDir: this.#dataDir, env });
    this.grpc = this.#server.grpc;
    return this.#server;
  }

  async end(): Promise<void> {
    await this.#server?.kill();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}

async function fleet(t: TestContext) {
  const place = new Place();
  t.after(() => place.end());
  const server = await place.start();
  const mortal = DYING * 2 * Math.max(PAUSES.length, KILLS) + DYING;
  const beaters = new Beaters({ grpc: [place.grpc], steady: STEADY_ONES, mortal, ttlSeconds: TTL_SECONDS });
  t.after(() => beaters.stop());
  await beaters.start();
  await delay(TTL_SECONDS * 1000 + 500);
  return { place, server, beaters, before: await toldOf(place.grpc, STEADY) };
}

type Fleet = Awaited<ReturnType<typeof fleet>>;

/** `dead` are found 3 × TTL after `resumedAt`, or after their last beat where that was later. Answers the worst excess in ms. */
async function assertFound(
  grpc: string,
  dead: ReadonlyMap<string, Dead>,
  resumedAt: number,
  lateMs: number,
): Promise<number> {
  const found = await foundDead(grpc, dead.keys(), DUE_MS + 10_000);
  let worst = 0;
  for (const [name, { sentAt, heardAt }] of dead) {
    const at = found.get(name);
    assert.ok(at !== undefined, `${name} died and was never found`);
    assert.ok(at - heardAt > DUE_MS - 100, `${name} was judged ${at - heardAt} ms after its last beat`);
    worst = Math.max(worst, at - Math.max(sentAt, resumedAt) - DUE_MS);
  }
  assert.ok(worst <= lateMs, `a death was found ${worst} ms late`);
  return worst;
}

/** Nobody who beats was ever unhealthy, not even for a moment: that would have left another revision. */
async function assertUntouched({ place, before }: Fleet): Promise<void> {
  const after = await toldOf(place.grpc, STEADY);
  assert.equal(before.size, STEADY_ONES);
  assert.deepEqual(after, before);
}

/** Some have died before or while the server did not listen; some more die afterwards. */
async function assertTruth(
  t: TestContext,
  one: Fleet,
  dead: ReadonlyMap<string, Dead>,
  pausedSeconds: number,
) {
  const { place, beaters } = one;
  const resumedAt = performance.now();
  const lateMs = LATE_MS + DIGESTED_IN * pausedSeconds * 1000;
  await delay(500);
  const [meanwhile, later] = await Promise.all([
    assertFound(place.grpc, dead, resumedAt, lateMs),
    assertFound(place.grpc, beaters.die(DYING), resumedAt, lateMs),
  ]);
  await assertUntouched(one);
  const mortals = await toldOf(place.grpc, MORTAL);
  const unhealthy = [...mortals.values()].filter(({ healthy }) => !healthy).length;
  t.diagnostic(
    `note: 0 wrong flips among ${STEADY_ONES}; deaths found ${Math.round(meanwhile)} and ${Math.round(later)} ms late`,
  );
  return unhealthy;
}

for (const seconds of PAUSES) {
  test(`a server that is stopped for ${seconds} s judges nobody wrongly, and finds who died meanwhile`, async (t) => {
    const one = await fleet(t);
    const dead = one.beaters.die(DYING);
    process.kill(one.server.pid, 'SIGSTOP');
    await delay(seconds * 1000);
    process.kill(one.server.pid, 'SIGCONT');
    const unhealthy = await assertTruth(t, one, dead, seconds);
    assert.equal(unhealthy, 2 * DYING);
  });
}

test(`a server that is killed and started again ${KILLS === 1 ? 'once' : `${KILLS} times`} judges nobody wrongly, and finds who died meanwhile`, async (t) => {
  const one = await fleet(t);
  let { server } = one;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const dead = one.beaters.die(DYING);
    await server.kill();
    server = await one.place.start();
    const unhealthy = await assertTruth(t, one, dead, 0);
    assert.equal(unhealthy, 2 * DYING * kill);
  }
});
