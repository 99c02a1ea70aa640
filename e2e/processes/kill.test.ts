// An acknowledged write survives kill -9: several servers side by side, each killed again and again under 64 writers.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Random, randomFrom } from '../../apps/demo/src/random.ts';
import { type Cynosure, startCynosure } from '../support/start-cynosure.ts';
import { History } from './history.ts';
import { listed, SERVICES, startWriters } from './writers.ts';

const KILLS = Number(process.env.TEST_KILLS ?? 50);
const SERVERS = 3;
const WRITERS = 64;
const KILL_AFTER_MS = [50, 500] as const;

interface Tally {
  kills: number;
  readonly restartsMs: number[];
}

/** The life of one data folder: load, kill, start again, compare; `kills` times. Answers its history. */
async function killAgainAndAgain(
  dataDir: string,
  kills: number,
  random: Random,
  tally: Tally,
): Promise<History> {
  const history = new History();
  let server: Cynosure = await startCynosure({ dataDir });
  for (let kill = 0; kill < kills; kill += 1) {
    const writers = startWriters({ server, history, count: WRITERS, round: kill, random });
    await writers.firstAcknowledgement;
    await delay(random.between(...KILL_AFTER_MS));
    await server.kill();
    await writers.stop();
    tally.kills += 1;
    const started = performance.now();
    server = await startCynosure({ dataDir });
    tally.restartsMs.push(performance.now() - started);
    const now = await listed(server);
    assert.deepEqual(history.violations(now), [], `after kill ${kill + 1} on ${dataDir}`);
    history.settle(now);
  }
  // The checker itself must be able to see: one instance less, and it has to say so.
  const now = await listed(server);
  const [removed] = now.keys();
  assert.ok(removed !== undefined, 'nothing is registered, so nothing was tested');
  assert.deepEqual(
    history.violations(new Map([...now].filter(([key]) => key !== removed))).map((one) => one.key),
    [removed],
  );
  assert.equal(await server.stop(), 0);
  return history;
}

const delay = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

test(`${KILLS} kills under ${WRITERS} writers lose no acknowledged registration and no deregistration`, async (t) => {
  const seed = Number(process.env.TEST_SEED ?? Math.trunc(Math.random() * 2 ** 31));
  t.diagnostic(`seed ${seed} (TEST_SEED plays it again)`);
  const tally: Tally = { kills: 0, restartsMs: [] };
  const folders = Array.from({ length: SERVERS }, () => mkdtempSync(join(tmpdir(), 'cynosure-kill-')));
  t.after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  const histories = await Promise.all(
    folders.map((folder, index) => {
      const kills = Math.floor((KILLS + index) / SERVERS);
      return killAgainAndAgain(folder, kills, randomFrom(seed + index), tally);
    }),
  );
  const acknowledged = histories.reduce((sum, one) => sum + one.acknowledged, 0);
  const slowest = Math.max(...tally.restartsMs);
  t.diagnostic(
    `note: ${tally.kills} kills, ${acknowledged} acknowledged writes to ${SERVICES.length} services a server, 0 lost, slowest restart ${slowest.toFixed(0)} ms`,
  );
  assert.equal(tally.kills, KILLS);
  assert.ok(acknowledged > KILLS * WRITERS, `only ${acknowledged} writes were acknowledged`);
});
