import { systemClock } from '../apps/bff/src/clock.ts';
import { instanceIdOf } from '../apps/bff/src/registry/commands/new-ids.ts';
import { type Registration, registerInstance } from '../apps/bff/src/registry/commands/register-instance.ts';
import type { Actor } from '../apps/bff/src/registry/model.ts';
import { Registry } from '../apps/bff/src/registry/registry.ts';
import { openSqliteStore } from '../apps/bff/src/store/sqlite/sqlite-store.ts';

const BY: Actor = { id: '', name: 'GRPC:127.0.0.1', via: 'grpc', address: '127.0.0.1' };
const AT_ONCE = 1024;
const REGIONS = ['ap-south', 'ap-east', 'eu-west'];

/** Which instances the generator means by `--ns load --prefix svc --n --per --ttl` (bench/load/proto.go). */
export interface Layout {
  readonly n: number;
  readonly per: number;
  readonly ttl: number;
}

const named = (i: number, { per, ttl }: Layout): Registration => ({
  namespace: 'load',
  service: `svc-${String(Math.floor(i / per)).padStart(5, '0')}`,
  host: `10.${1 + Math.floor(i / 65_536)}.${Math.floor(i / 256) % 256}.${i % 256}`,
  port: 8000 + (i % 7),
  vpcId: null,
  protocol: 'grpc',
  version: `1.4.${i % 3}`,
  priority: null,
  weight: 100,
  logicSet: null,
  location: { region: REGIONS[i % 3] ?? '', zone: `${REGIONS[i % 3]}-${(i % 2) + 1}`, campus: `c${i % 5}` },
  labels: { env: 'prod', cell: `cell-${i % 50}`, build: `b${i}`, lang: 'go' },
  healthy: null,
  isolate: null,
  enableHealthCheck: ttl > 0 ? true : null,
  heartbeat: ttl > 0 ? { ttlSeconds: ttl } : null,
});

/**
 * Writes a registry of so many instances into a new data folder, by the registry's own commands but without the
 * sockets, so that a million takes a fraction of a minute.
 */
export async function seed(dataDir: string, layout: Layout): Promise<void> {
  const store = await openSqliteStore({ dataDir });
  const onBug = (error: unknown) => {
    throw error;
  };
  const registry = await Registry.open({ store, clock: systemClock, maxInstances: 2 ** 21, onBug });
  for (let from = 0; from < layout.n; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, layout.n - from) }, (_, i) =>
      named(from + i, layout),
    );
    const answers = await Promise.all(some.map((one) => registry.run(registerInstance(one, BY))));
    for (const [i, answer] of answers.entries()) {
      const wanted = some[i];
      if (
        answer.code !== 'ExecuteSuccess' ||
        wanted === undefined ||
        answer.value.id !== instanceIdOf(wanted)
      )
        throw new Error(`instance ${from + i} could not be registered: ${JSON.stringify(answer)}`);
    }
  }
  await registry.close();
}
