/**
 * What health costs and how late it is, without doors and disk: beats, looks at the deadlines at growing sizes, judging
 * our own hearing, and real deaths and healings on the real clock. Each stands beside a yardstick of the same run.
 *
 *   node bench/checker.ts [instances…]        default 10000 100000 1000000
 */
import { createHash } from 'node:crypto';
import { isDone } from '@cynosure/shared/outcome.ts';
import { Checker, LOOK_EVERY_MS } from '../apps/bff/src/checker/checker.ts';
import { judgeHearing } from '../apps/bff/src/checker/hearing.ts';
import { systemClock } from '../apps/bff/src/clock.ts';
import { instanceIdOf } from '../apps/bff/src/registry/commands/new-ids.ts';
import { registerInstance } from '../apps/bff/src/registry/commands/register-instance.ts';
import { Registry } from '../apps/bff/src/registry/registry.ts';
import { aClient, aRegistration } from '../apps/bff/src/testing/testing-registry.ts';
import { nowhere } from './nowhere-store.ts';

const PER_SERVICE = 200;
const PER_HOST = 5;
const AT_ONCE = 1024;
/** Beats that are measured, over ids in the order in which chance would bring them. */
const BEATS = 1_000_000;
const STRIDE = 7919;
const DEATHS = { instances: 10_000, victims: 2_000, ttlSeconds: 1 } as const;

interface Filled {
  readonly registry: Registry;
  readonly checker: Checker;
  readonly ids: readonly string[];
}

async function fill(instances: number, ttlSeconds: number): Promise<Filled> {
  const maxInstances = instances + 1;
  const registry = await Registry.open({
    store: nowhere,
    clock: systemClock,
    maxInstances,
    onBug: console.error,
  });
  const checker = new Checker(registry);
  const ids: string[] = [];
  for (let from = 0; from < instances; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, instances - from) }, (_, i) => {
      const n = from + i;
      return aRegistration({
        service: `service-${Math.floor(n / PER_SERVICE)}`,
        host: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${Math.floor((n & 255) / PER_HOST)}`,
        port: 1024 + (n % 60_000),
        location: { region: 'gz', zone: `gz-${Math.floor(n / PER_HOST) % 3}`, campus: '' },
        heartbeat: { ttlSeconds },
      });
    });
    const answers = await Promise.all(some.map((one) => registry.run(registerInstance(one, aClient))));
    for (const answer of answers) if (!isDone(answer)) throw new Error(answer.info ?? answer.code);
    ids.push(...some.map(instanceIdOf));
  }
  return { registry, checker, ids };
}

/** CPU microseconds of one of `count`. */
function cpuMicros(count: number, run: () => void): number {
  const before = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / count;
}

const perSecond = (micros: number): string => Math.round(1e6 / micros).toLocaleString('en');
const say = (what: string, figure: string, yardstick = ''): void =>
  console.log(`${what.padEnd(58)} ${figure.padStart(26)}   ${yardstick}`);

async function cost(instances: number): Promise<void> {
  console.log(`\n${instances.toLocaleString('en')} instances, TTL 5`);
  const { registry, checker, ids } = await fill(instances, 5);
  const bytes = ids.map((id) => Buffer.from(id));
  const beatAll = (count: number) => {
    for (let i = 0; i < count; i += 1)
      checker.beatBytes(bytes[(i * STRIDE) % bytes.length] ?? Buffer.alloc(0));
  };
  beatAll(100_000);
  const beat = cpuMicros(BEATS, () => beatAll(BEATS));
  const hash = cpuMicros(100_000, () => {
    for (let i = 0; i < 100_000; i += 1)
      createHash('sha1')
        .update(bytes[(i * STRIDE) % bytes.length] ?? '')
        .digest();
  });
  say('beats a CPU-second', perSecond(beat), `SHA-1 of an id: ${perSecond(hash)}`);
  for (const id of bytes) checker.beatBytes(id);
  const column = new Float64Array(instances).fill(1);
  const scan = cpuMicros(200, () => {
    for (let run = 0; run < 200; run += 1) {
      let least = Number.POSITIVE_INFINITY;
      for (let slot = 0; slot < instances; slot += 1) least = Math.min(least, column[slot] ?? 0);
      if (least !== 1) throw new Error('the yardstick reads wrong');
    }
  });
  const yardstick = `reading a column of so many once: ${scan.toFixed(1)} µs`;
  for (let i = 0; i < 100; i += 1) checker.sweep();
  const idle = cpuMicros(20_000, () => {
    for (let i = 0; i < 20_000; i += 1) checker.sweep();
  });
  say('a look in between (nothing is due)', `${idle.toFixed(1)} µs`, yardstick);
  // Every block is looked at once a TTL; so much does it cost if all of them are in one look.
  const all = cpuMicros(1, () => checker.judge(Number.MAX_SAFE_INTEGER / 2 - 1e15));
  const due = checker.hold?.instances ?? instances;
  say(
    `a look at which all are due (${due.toLocaleString('en')} overdue)`,
    `${(all / 1000).toFixed(1)} ms`,
    yardstick,
  );
  const hearing = (now: number) =>
    cpuMicros(50, () => {
      for (let i = 0; i < 50; i += 1) judgeHearing(registry.state.instances, now, { ownService: -1 });
    }) / 1000;
  say('judging our own hearing while most are heard', `${hearing(1).toFixed(2)} ms`, yardstick);
  say('judging it while none is', `${hearing(1e12).toFixed(2)} ms`, yardstick);
  await checker.settled();
  await registry.close();
}

const spread = (values: readonly number[]): string => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return `p50 ${at(0.5).toFixed(1)}, p99 ${at(0.99).toFixed(1)}, max ${at(1).toFixed(1)} ms`;
};

/** Real deaths: a fifth falls silent, each at its own moment; the others beat on. */
async function deaths(): Promise<void> {
  const { instances, victims, ttlSeconds } = DEATHS;
  console.log(
    `\n${victims.toLocaleString('en')} of ${instances.toLocaleString('en')} instances die, TTL ${ttlSeconds}`,
  );
  const { registry, checker, ids } = await fill(instances, ttlSeconds);
  const lastBeat = new Map<string, number>();
  const late: number[] = [];
  const healed: number[] = [];
  const wrong: string[] = [];
  registry.listen(({ events }) => {
    const now = performance.now();
    for (const event of events) {
      if (event.kind !== 'instance') continue;
      const since = lastBeat.get(event.id);
      if (event.what === 'unhealthy' && since !== undefined) late.push(now - since - 3000 * ttlSeconds);
      if (event.what === 'unhealthy' && since === undefined) wrong.push(event.id);
      if (event.what === 'healthy' && since !== undefined) healed.push(now - since);
    }
  });
  const stop = checker.start();
  const turns = (ttlSeconds * 1000) / LOOK_EVERY_MS;
  const ticks: number[] = [];
  let turn = 0;
  let before = performance.now();
  const dying = new Set<string>();
  const beating = setInterval(() => {
    const now = performance.now();
    ticks.push(Math.max(0, now - before - LOOK_EVERY_MS));
    before = now;
    for (let at = turn % turns; at < ids.length; at += turns) {
      const id = ids[at] ?? '';
      if (lastBeat.has(id)) continue;
      checker.beat(id);
      if (dying.has(id)) lastBeat.set(id, performance.now());
    }
    turn += 1;
  }, LOOK_EVERY_MS);
  const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
  await wait(2000 * ttlSeconds);
  for (const id of ids.filter((_, at) => at % (instances / victims) === 0)) dying.add(id);
  await wait((3 + 2) * 1000 * ttlSeconds);
  if (late.length !== victims || wrong.length > 0)
    throw new Error(`${late.length} of ${victims} deaths were found, ${wrong.length} others flipped`);
  say('found beyond 3 × TTL', spread(late), `a timer of ${LOOK_EVERY_MS} ms was late by ${spread(ticks)}`);
  for (const id of lastBeat.keys()) {
    lastBeat.set(id, performance.now());
    checker.beat(id);
  }
  await wait(100);
  if (healed.length !== victims) throw new Error(`${healed.length} of ${victims} healed`);
  say('healthy again after the first beat', spread(healed));
  clearInterval(beating);
  stop();
  await checker.settled();
  await registry.close();
}

const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [10_000, 100_000, 1_000_000]) await cost(size);
await deaths();
