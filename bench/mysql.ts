import { parseArgs } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { systemClock } from '../apps/bff/src/clock.ts';
import { type Batch, put } from '../apps/bff/src/registry/changes.ts';
import { newService } from '../apps/bff/src/registry/commands/parents.ts';
import { registerInstance } from '../apps/bff/src/registry/commands/register-instance.ts';
import { encodeFacts } from '../apps/bff/src/registry/instance-codec.ts';
import { openMysqlStore } from '../apps/bff/src/store/mysql/mysql-store.ts';
import { TestMariadb } from '../apps/bff/src/store/mysql/testing.ts';
import { openNode, until } from '../apps/bff/src/store/mysql/testing-nodes.ts';
import { aClient, aRegistration } from '../apps/bff/src/testing/testing-registry.ts';

/**
 * How fast the store on MariaDB commits and loads, beside one plain transaction of as many rows on the same server,
 * and how soon a second node sees what a first one committed. Starts a MariaDB of its own.
 *
 *   node bench/mysql.ts [--seconds 2] [--load 20000]
 */
const { values: options } = parseArgs({
  options: { seconds: { type: 'string', default: '2' }, load: { type: 'string', default: '20000' } },
});
const forMs = Number(options.seconds) * 1000;

const mariadb = await TestMariadb.start();
if (mariadb === null) {
  console.log('mariadbd is not installed (Debian: apt-get install mariadb-server); nothing was measured');
  process.exit(0);
}

const SECOND = 1_700_000_000;

/** A batch that registers `size` instances as clients do, with a check and two labels each. */
function registering(position: number, size: number): Batch {
  const changes = Array.from({ length: size }, (_, n) => {
    const slot = (position - 2) * size + n;
    const id = slot.toString(16).padStart(40, '0');
    const facts = {
      ...{
        id,
        namespace: 'default',
        service: 'pay',
        vpcId: null,
        host: `10.0.${(slot >> 8) % 256}.${slot % 256}`,
      },
      ...{ port: 8080, protocol: 'grpc', version: '1.0', priority: null, weight: 100, logicSet: null },
      ...{
        check: { ttlSeconds: 5 },
        location: { zone: 'z1' },
        labels: { env: 'prod', team: 'pay' },
        ctime: SECOND,
      },
    };
    const state = {
      healthy: true,
      isolateFlag: false,
      revision: id.slice(8),
      mtime: SECOND,
      silentSince: null,
    };
    return {
      kind: 'instance.put',
      row: { ...{ slot, id, service: 1, state, bornAt: position }, ...encodeFacts(facts) },
    } as const;
  });
  const clientEntries = changes.map(({ row }) => ({
    ...{ action: 'register' as const, id: row.id, label: 'default/pay 10.0.0.1:8080', by: 'GRPC:10.0.0.1' },
  }));
  return { position, batchId: `batch-${position}`, at: position, changes, operations: [], clientEntries };
}

const first: Batch = {
  ...{ position: 1, batchId: 'first', at: 1, operations: [], clientEntries: [] },
  changes: [put('service', '1', newService('default', 'pay', 1, 'bench', SECOND))],
};

async function repeated(once: (turn: number) => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  const end = performance.now() + forMs;
  for (let turn = 0; performance.now() < end; turn += 1) {
    const start = performance.now();
    await once(turn);
    took.push(performance.now() - start);
  }
  return took;
}

function summary(took: readonly number[], size = 1): Record<string, string> {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
  const perSecond = (took.length / took.reduce((sum, one) => sum + one, 0)) * 1000;
  return {
    'commits/s': perSecond.toFixed(0),
    'rows/s': (perSecond * size).toFixed(0),
    'p50 ms': at(0.5),
    'p99 ms': at(0.99),
  };
}

/** The least that a durable transaction costs on this server: as many rows into one plain table. */
async function raw(server: TestMariadb, size: number): Promise<number[]> {
  const address = await server.newDatabase();
  const connection = await createConnection({ ...address });
  await connection.query('CREATE TABLE t (slot BIGINT PRIMARY KEY, body BLOB)');
  const body = Buffer.alloc(430, 1);
  const took = await repeated(async (turn) => {
    await connection.query('START TRANSACTION');
    const rows = Array.from({ length: size }, (_, n) => [turn * size + n, body]);
    for (let from = 0; from < size; from += 100) {
      await connection.query('INSERT INTO t (slot, body) VALUES ?', [rows.slice(from, from + 100)]);
    }
    await connection.query('COMMIT');
  });
  await connection.end();
  return took;
}

async function store(server: TestMariadb, size: number): Promise<number[]> {
  const opened = await openMysqlStore({ address: await server.newDatabase(), clock: systemClock });
  await opened.commit(() => first);
  let position = 1;
  const took = await repeated(async () => {
    position += 1;
    const batch = registering(position, size);
    const outcome = await opened.commit(() => batch);
    if (outcome.kind !== 'durable') throw new Error(`the commit was ${outcome.kind}`);
  });
  await opened.close();
  return took;
}

async function loading(server: TestMariadb, count: number): Promise<Record<string, string>> {
  const address = await server.newDatabase();
  const written = await openMysqlStore({ address, clock: systemClock });
  await written.commit(() => first);
  const size = 1000;
  for (let position = 2; position < 2 + count / size; position += 1) {
    await written.commit(() => registering(position, size));
  }
  await written.close();
  const start = performance.now();
  const again = await openMysqlStore({ address, clock: systemClock });
  let rows = 0;
  await again.load({ record: () => {}, instance: () => (rows += 1) });
  const ms = performance.now() - start;
  await again.close();
  if (rows !== count) throw new Error(`only ${rows} of ${count} rows came back`);
  return { 'open and load ms': ms.toFixed(0), 'µs/row': ((ms * 1000) / count).toFixed(2) };
}

/** From the answer of the first node to the moment at which the second one serves the instance. */
async function following(server: TestMariadb): Promise<number[]> {
  const address = await server.newDatabase();
  const [a, b] = [await openNode(address), await openNode(address)];
  const took: number[] = [];
  for (let port = 1; port <= 60; port += 1) {
    const answer = await a.run(registerInstance(aRegistration({ port }), aClient));
    if (answer.code !== 'ExecuteSuccess') throw new Error(answer.info);
    const start = performance.now();
    const { id } = answer.value;
    await until(() => b.state.instances.slotOf(id) !== -1);
    took.push(performance.now() - start);
  }
  await a.close();
  await b.close();
  return took;
}

try {
  const commits: Record<string, Record<string, string>> = {};
  for (const size of [1, 64, 1000]) {
    commits[`${size} × one transaction`] = summary(await raw(mariadb, size), size);
    commits[`${size} × store`] = summary(await store(mariadb, size), size);
  }
  console.table(commits);
  const count = Number(options.load);
  console.table({ [`${count} instances`]: await loading(mariadb, count) });
  const { 'p50 ms': p50, 'p99 ms': p99 } = summary(await following(mariadb));
  console.table({ 'second node sees it after': { 'p50 ms': p50, 'p99 ms': p99 } });
} finally {
  await mariadb.stop();
}
