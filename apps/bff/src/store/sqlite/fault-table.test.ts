// One test for each line of what may befall the store, on the real one: nothing is acknowledged in vain, heartbeats and
// discovery go on, nobody who beats turns unhealthy and who is silent does, people are told, and writes resume by
// themselves.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Checker } from '../../checker/checker.ts';
import { registerInstance } from '../../registry/commands/register-instance.ts';
import { Registry } from '../../registry/registry.ts';
import type { Store } from '../../registry/store-port.ts';
import { BIT } from '../../registry/tables/instance-table.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { aClient, aRegistration } from '../../testing/testing-registry.ts';
import { openSqliteStore, threadsOn } from './sqlite-store.ts';
import { databaseIn, newFolder } from './testing.ts';

const TTL = 5;
const OUT_FOR_SECONDS = 60;

interface Fault {
  readonly dataDir: string;
  /** The store of the registry under test; the plain one unless the fault comes with another. */
  readonly open?: (dataDir: string) => Promise<Store>;
  begin(): unknown;
  end(): unknown;
  /** What writes are refused with meanwhile. */
  readonly info: RegExp;
}

/** The first two are checked; of the others nobody expects beats. */
const register = (registry: Registry, port: number) =>
  registry.run(
    registerInstance(aRegistration({ port, heartbeat: port <= 2 ? { ttlSeconds: TTL } : null }), aClient),
  );

/** Lets disk and threads come to what `isSo` says; time stands still. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

function opened(store: Store, clock: FakeClock): Promise<Registry> {
  const onBug = (error: unknown) => {
    throw error;
  };
  return Registry.open({ store, clock, maxInstances: 1024, onBug });
}

/** Ports of the instances that are registered, and of those that clients see healthy. */
function ports({ state }: Registry): { registered: number[]; healthy: number[] } {
  const { instances: table } = state;
  const slots = [...table.all()].sort((a, b) => (table.port[a] ?? 0) - (table.port[b] ?? 0));
  const portOf = (slot: number) => table.port[slot] ?? 0;
  return {
    registered: slots.map(portOf),
    healthy: slots.filter((slot) => table.has(slot, BIT.healthy)).map(portOf),
  };
}

async function live(t: TestContext, { dataDir, open, begin, end, info }: Fault): Promise<void> {
  const clock = new FakeClock();
  const registry = await opened(
    open === undefined ? await openSqliteStore({ dataDir }) : await open(dataDir),
    clock,
  );
  t.after(() => registry.close());
  const checker = new Checker(registry);
  const stop = checker.start();
  const ids: string[] = [];
  for (const port of [1, 2]) {
    const answer = await register(registry, port);
    assert.ok(answer.code === 'ExecuteSuccess');
    ids.push(answer.value.id);
  }
  const [beating = '', silent = ''] = ids;
  checker.beat(silent);
  const since = clock.wallMs();

  await begin();
  const refused = register(registry, 3);
  let answered = false;
  void refused.then(() => {
    answered = true;
  });
  // The first of them finds out; it may be answered only when the fault is over.
  await until(() => {
    if (!answered && registry.storeHealth.kind !== 'out') clock.advance(50);
    return registry.storeHealth.kind === 'out';
  });
  assert.equal(ports(registry).registered.includes(3), false);
  for (let second = 0; second < OUT_FOR_SECONDS; second += 1) {
    assert.equal(checker.beat(beating), 'accepted');
    clock.advance(1000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(ports(registry).healthy.includes(1), `${second} s into the fault`);
  }
  assert.deepEqual(ports(registry), { registered: [1, 2], healthy: [1] });
  assert.equal(registry.discovery.find('default', 'pay')?.services.length, 1);
  const health = registry.storeHealth;
  assert.ok(health.kind === 'out');
  assert.match(health.info, info);
  assert.ok(health.sinceAt >= since && health.sinceAt <= since + 10_000, 'since it began');
  const another = await register(registry, 4);
  assert.equal(another.code, 'StoreLayerException');
  assert.match(another.info ?? '', info);

  await end();
  await until(() => {
    clock.advance(100);
    checker.beat(beating);
    return registry.storeHealth.kind === 'well';
  });
  const first = await refused;
  assert.equal((await register(registry, 5)).code, 'ExecuteSuccess');
  const acknowledged = [1, 2, ...(first.code === 'ExecuteSuccess' ? [3] : []), 5];
  assert.deepEqual(ports(registry), {
    registered: acknowledged,
    healthy: acknowledged.filter((port) => port !== 2),
  });
  await until(() => {
    clock.advance(100);
    checker.beat(beating);
    return !registry.state.instances.has(registry.state.instances.slotOf(silent), BIT.rowHealthy);
  });
  stop();
  await registry.close();

  const store = await openSqliteStore({ dataDir });
  const again = await opened(store, clock);
  assert.deepEqual(ports(again), {
    registered: acknowledged,
    healthy: acknowledged.filter((port) => port !== 2),
  });
  assert.equal(await store.verifyHistory(), null);
  await again.close();
}

const aFolder = (t: TestContext): string => {
  const folder = newFolder();
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

test('the disk is full for a minute', async (t) => {
  const disk = aFolder(t);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    return t.skip('mounting is not allowed here');
  }
  const dataDir = join(disk, 'data');
  mkdirSync(dataDir);
  const fill = () => {
    for (let size = 1024 * 1024; size >= 512; size /= 2) {
      for (let n = 0; ; n += 1) {
        try {
          writeFileSync(join(disk, `filler-${size}-${n}`), Buffer.alloc(size));
        } catch {
          break;
        }
      }
    }
  };
  try {
    await live(t, {
      dataDir,
      begin: fill,
      end: () => execFileSync('sh', ['-c', `rm -f "${disk}"/filler-*`]),
      // Time runs faster here than the disk: on a busy machine its answer may come late.
      info: /^The (disk is full|store does not answer)\.$/,
    });
  } finally {
    execFileSync('umount', ['-l', disk]);
  }
});

test('another process holds the lock of the database for a minute', async (t) => {
  const dataDir = aFolder(t);
  const script = `const { DatabaseSync } = require('node:sqlite');
    new DatabaseSync(process.argv[1]).exec('BEGIN IMMEDIATE');
    console.log('held');
    process.stdin.resume().on('end', () => process.exit(0));`;
  let other: ReturnType<typeof spawn> | undefined;
  t.after(() => other?.kill('SIGKILL'));
  await live(t, {
    dataDir,
    begin: async () => {
      other = spawn(process.execPath, ['-e', script, databaseIn(dataDir)], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      await once(other.stdout!, 'data'); // a pipe, see above
    },
    end: async () => {
      const gone = once(other!, 'exit'); // begin has started it
      other?.stdin?.end();
      await gone;
    },
    // Each try waits a second of the disk's time for the lock, and here time runs faster than the disk.
    info: /^(Another program has locked the database|The store does not answer)\.$/,
  });
});

test('the disk takes a minute for one commit', async (t) => {
  let finish = () => {};
  let slow = false;
  const open = async (dataDir: string): Promise<Store> => {
    const store = await openSqliteStore({ dataDir });
    const { commit } = store;
    store.commit = async (decide) => {
      const outcome = await commit.call(store, decide);
      if (slow)
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
      return outcome;
    };
    return store;
  };
  await live(t, {
    dataDir: aFolder(t),
    open,
    begin: () => {
      slow = true;
    },
    end: () => {
      slow = false;
      finish();
    },
    info: /^The store does not answer\.$/,
  });
});

test('the thread that writes dies, and cannot be started again for a minute', async (t) => {
  let kill = async () => {};
  let broken = false;
  const open = (dataDir: string): Promise<Store> =>
    openSqliteStore({ dataDir }, (file) => {
      const threads = threadsOn(file);
      const writer = async () => {
        if (broken) throw new Error('no thread can be started');
        const link = await threads.writer();
        kill = () => link.kill();
        return link;
      };
      return { ...threads, writer };
    });
  await live(t, {
    dataDir: aFolder(t),
    open,
    begin: () => {
      broken = true;
      return kill();
    },
    end: () => {
      broken = false;
    },
    info: /^Whether the batch was written is not known/,
  });
});
