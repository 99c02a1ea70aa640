// An acknowledged write survives kill -9: several servers side by side, each killed again and again under 64 writers.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Random, randomFrom } from '../../apps/demo/src/random.ts';
import { login } from '../support/registry-side.ts';
import { type Cynosure, startCynosure } from '../support/start-cynosure.ts';
import { History } from './history.ts';
import { listed, registerWholeHosts, SERVICES, startWriters } from './writers.ts';

const KILLS = Number(process.env.TEST_KILLS ?? 100);
const SERVERS = 4;
const WRITERS = 64;
const KILL_AFTER_MS = [50, 500] as const;

interface Tally {
  kills: number;
  readonly restartsMs: number[];
}

/** One data folder, whichever server runs on it, and all that it was told. */
class Life {
  readonly history = new History();
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'cynosure-kill-'));
  #server: Cynosure | undefined;

  /** Load, kill, start again, compare; `kills` times. */
  async killAgainAndAgain(kills: number, random: Random, tally: Tally): Promise<void> {
    let server = await this.#start();
    const token = await login(server);
    await registerWholeHosts(server);
    this.history.settle(await listed(server, token));
    for (let kill = 0; kill < kills; kill += 1) {
      const writers = startWriters({
        server,
        token,
        history: this.history,
        count: WRITERS,
        round: kill,
        random,
      });
      try {
        await writers.firstAcknowledgement;
        await delay(random.between(...KILL_AFTER_MS));
        await server.kill();
        await writers.stop();
      } catch (error) {
        throw new Error(`in round ${kill + 1}; the server said:\n${server.said()}`, { cause: error });
      }
      tally.kills += 1;
      const started = performance.now();
      server = await this.#start();
      tally.restartsMs.push(performance.now() - started);
      const now = await listed(server, token);
      assert.deepEqual(this.history.violations(now), [], `after kill ${kill + 1} on ${this.#dataDir}`);
      this.history.settle(now);
    }
    assert.equal(await server.stop(), 0);
  }

  async #start(): Promise<Cynosure> {
    this.#server = await startCynosure({ dataDir: this.#dataDir });
    return this.#server;
  }

  async end(): Promise<void> {
    await this.#server?.kill();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}

const delay = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

test(`${KILLS} kills under ${WRITERS} writers lose no acknowledged registration, deregistration or isolation, and leave no half one`, async (t) => {
  const seed = Number(process.env.TEST_SEED ?? Math.trunc(Math.random() * 2 ** 31));
  t.diagnostic(`seed ${seed} (TEST_SEED plays it again)`);
  const tally: Tally = { kills: 0, restartsMs: [] };
  const lives = Array.from({ length: SERVERS }, () => new Life());
  t.after(() => Promise.all(lives.map((life) => life.end())));
  await Promise.all(
    lives.map((life, index) => {
      const kills = Math.floor((KILLS + index) / SERVERS);
      return life.killAgainAndAgain(kills, randomFrom(seed + index), tally);
    }),
  );
  const acknowledged = lives.reduce((sum, { history }) => sum + history.acknowledged, 0);
  const slowest = Math.max(...tally.restartsMs);
  t.diagnostic(
    `note: ${tally.kills} kills, ${acknowledged} acknowledged writes to ${SERVICES.length} services a server, 0 lost, slowest restart ${slowest.toFixed(0)} ms`,
  );
  assert.equal(tally.kills, KILLS);
  assert.ok(acknowledged > KILLS * 10, `only ${acknowledged} writes were acknowledged`);
});
