/**
 * What the core costs without doors and disk: registrations, beats, discover hits and full answers, a look at
 * the deadlines, isolating a host, and memory, at growing sizes. Figures are CPU time of this thread, so that
 * what else the machine does disturbs them little, beside yardsticks of the same run (copying memory, hashing).
 *
 *   node --expose-gc bench/core.ts [instances…]        default 10000 100000
 */
import { hash } from 'node:crypto';
import { Checker } from '../apps/bff/src/checker/checker.ts';
import { systemClock } from '../apps/bff/src/clock.ts';
import { createIsolation } from '../apps/bff/src/registry/commands/create-isolation.ts';
import { registerInstance } from '../apps/bff/src/registry/commands/register-instance.ts';
import { Registry } from '../apps/bff/src/registry/registry.ts';
import { aClient, anOperator, aRegistration } from '../apps/bff/src/testing/testing-registry.ts';
import { nowhere } from './nowhere-store.ts';

const INSTANCES_PER_SERVICE = 50;
const INSTANCES_PER_HOST = 5;
const hostOf = (n: number): string => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
const rows: { work: string; perCpuSecond: number; cpuMicros: number }[] = [];

async function measure(work: string, count: number, run: () => unknown): Promise<void> {
  const before = process.threadCpuUsage();
  await run();
  const { user, system } = process.threadCpuUsage(before);
  const micros = (user + system) / count;
  rows.push({ work, perCpuSecond: Math.round(1e6 / micros), cpuMicros: Number(micros.toFixed(2)) });
}

function rss(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1024 / 1024;
}

async function bench(instances: number): Promise<void> {
  rows.length = 0;
  const base = rss();
  const registry = await Registry.open({
    store: nowhere,
    clock: systemClock,
    maxInstances: 2 ** 21,
    onBug: console.error,
  });
  const checker = new Checker(registry);
  const registrationOf = (i: number) =>
    aRegistration({
      service: `service-${Math.floor(i / INSTANCES_PER_SERVICE)}`,
      host: hostOf(Math.floor(i / INSTANCES_PER_HOST)),
      port: 8000 + (i % INSTANCES_PER_SERVICE),
      version: `4.${i % 7}.0`,
      protocol: 'grpc',
      location: { region: 'gz', zone: `gz-${i % 3}`, campus: `c${i % 9}` },
      labels: { env: 'prod', track: i % 10 === 0 ? 'canary' : 'stable', team: `t${i % 40}` },
      heartbeat: { ttlSeconds: 5 },
    });
  const ids: string[] = [];
  await measure('register (distinct)', instances, async () => {
    for (let from = 0; from < instances; from += 1024) {
      const some = Array.from({ length: Math.min(1024, instances - from) }, (_, i) =>
        registrationOf(from + i),
      );
      for (const answer of await Promise.all(
        some.map((one) => registry.run(registerInstance(one, aClient))),
      )) {
        if (answer.code !== 'ExecuteSuccess') throw new Error(answer.info ?? answer.code);
        if (ids.length < 100_000) ids.push(answer.value.id);
      }
    }
  });
  const used = rss() - base;
  const heapMiB = process.memoryUsage().heapUsed / 1024 / 1024;
  const rowBytes = Math.round(registry.state.instances.bodyBytes / instances);
  const idBytes = ids.map((id) => Buffer.from(id));
  await measure('beat', idBytes.length, () => {
    for (const id of idBytes) checker.beatBytes(id);
  });
  await measure('discover, current revision', 100_000, () => {
    for (let i = 0; i < 100_000; i += 1) registry.discovery.find('default', `service-${i % 100}`)?.revision;
  });
  const found = registry.discovery.find('default', 'service-0');
  if (found === undefined) throw new Error('service-0 is not there');
  await measure('discover, full answer cached', 100_000, () => {
    for (let i = 0; i < 100_000; i += 1) registry.discovery.instancesField(found);
  });
  await measure(`discover, full answer of ${INSTANCES_PER_SERVICE} after a change`, 2000, () => {
    for (let i = 0; i < 2000; i += 1) {
      registry.overlayHealth([{ slot: 0, healthy: i % 2 === 1, silentSince: null }]);
      registry.discovery.instancesField(found);
    }
  });
  await measure('look at the deadlines', 1000, () => {
    for (let i = 0; i < 1000; i += 1) checker.sweep();
  });
  await measure('isolate a host', 100, async () => {
    for (let i = 0; i < 100; i += 1) {
      const host = hostOf(i * 7);
      await registry.run(
        createIsolation(
          {
            target: { kind: 'hosts', hosts: [host] },
            reason: 'bench',
            ticket: '',
            endsAt: null,
            decisions: [],
            seen: null,
          },
          anOperator,
          { ahead: true },
        ),
      );
    }
  });
  const block = Buffer.alloc(1024);
  const target = Buffer.alloc(1024);
  await measure('yardstick: copy 1 KiB', 1_000_000, () => {
    for (let i = 0; i < 1_000_000; i += 1) block.copy(target);
  });
  await measure('yardstick: SHA-1 of 72 bytes', 200_000, () => {
    for (let i = 0; i < 200_000; i += 1) hash('sha1', 'x'.repeat(72), 'buffer');
  });
  const each = `${((used * 1024) / instances).toFixed(2)} KiB each (${rowBytes} bytes of it encoded)`;
  console.log(
    `\n${instances} instances: ${used.toFixed(0)} MiB, ${each}; heap in use ${heapMiB.toFixed(0)} MiB`,
  );
  console.table(rows);
  await registry.close();
}

const sizes = process.argv.slice(2).map(Number).filter(Boolean);
for (const size of sizes.length > 0 ? sizes : [10_000, 100_000]) await bench(size);
