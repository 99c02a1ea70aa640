// The checker behind the kill tests, held against a real store that was made to lose one write, or half of one.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { randomFrom } from '../../apps/demo/src/random.ts';
import { login } from '../support/registry-side.ts';
import { startCynosure } from '../support/start-cynosure.ts';
import { History, type Violation } from './history.ts';
import { listed, registerWholeHosts, startWriters } from './writers.ts';

const WRITERS = 16;
const WRITE_FOR_MS = 300;
/** Where the flags of `instance_state.state` lie, and the one that says isolated (store/sqlite/instance-bytes.ts). */
const FLAGS_AT = 4;
const ISOLATED = 2;

/** Writes for a while, stops the server in order, lets `lose` at its database, and answers what the checker then says. */
async function violationsAfter(t: TestContext, lose: (db: DatabaseSync) => void): Promise<Violation[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cynosure-lost-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const history = new History();
  const first = await startCynosure({ dataDir });
  const token = await login(first);
  await registerWholeHosts(first);
  history.settle(await listed(first, token));
  const random = randomFrom(1);
  const writers = startWriters({ server: first, token, history, count: WRITERS, round: 0, random });
  await writers.firstAcknowledgement;
  await new Promise((done) => setTimeout(done, WRITE_FOR_MS));
  await writers.stop();
  assert.deepEqual(history.violations(await listed(first, token)), []);
  history.settle(await listed(first, token));
  await first.stop();
  const db = new DatabaseSync(join(dataDir, 'cynosure.db'));
  lose(db);
  db.close();
  const second = await startCynosure({ dataDir });
  t.after(() => second.kill());
  return history.violations(await listed(second, token));
}

test('a store that lost one acknowledged registration is caught, and the instance is named', async (t) => {
  const violations = await violationsAfter(t, (db) => {
    const row = db.prepare('SELECT slot FROM instance ORDER BY slot DESC LIMIT 1').get();
    assert.ok(row);
    for (const table of ['instance', 'instance_state']) {
      assert.equal(db.prepare(`DELETE FROM ${table} WHERE slot = ?`).run(Number(row.slot)).changes, 1);
    }
  });
  assert.deepEqual(
    violations.map(({ listed: found }) => found),
    [null],
  );
  assert.match(violations[0]?.key ?? '', /^load-\d 10\.7\.\d+\.\d+$/);
});

test('a store that applied half of a host’s isolation is caught, and the host is named', async (t) => {
  const violations = await violationsAfter(t, (db) => {
    // The hosts were registered first, so the lowest slots are theirs.
    const rows = db.prepare('SELECT slot, state FROM instance_state ORDER BY slot').all();
    const own = rows.find(({ slot }) => {
      const row = db.prepare('SELECT row FROM instance WHERE slot = ?').get(Number(slot));
      return row?.row instanceof Uint8Array && Buffer.from(row.row).includes('10.8.0.1');
    });
    assert.ok(own?.state instanceof Uint8Array);
    const state = Uint8Array.from(own.state);
    state[FLAGS_AT] = (state[FLAGS_AT] ?? 0) ^ ISOLATED;
    db.prepare('UPDATE instance_state SET state = ? WHERE slot = ?').run(state, Number(own.slot));
  });
  assert.equal(violations.length, 1);
  assert.equal(violations[0]?.key, 'host 10.8.0.1');
  assert.match(violations[0]?.listed ?? '', /^half: (1|19) isolated of 20$/);
});
