import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import { DiscoverRequestSchema } from '@cynosure/proto/v1/service_manage/request_pb.ts';
import { DiscoverResponseSchema, ResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { pino } from 'pino';
import { type App, startApp } from '../app.ts';
import { systemClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { openStore } from '../store/open-store.ts';
import { GrpcClient } from '../testing/grpc-client.ts';
import { Seeded, seedsOf } from '../testing/seeded.ts';
import { jsonOf, messageFromJson } from './proto-json.ts';

/** The same random sequence through both doors, in a namespace each: the answers must be the same. */
const SEQUENCES = 500;
const STEPS = 8;
const AT_ONCE = 16;

let app: App;
let grpc: GrpcClient;
const dataDir = mkdtempSync(join(tmpdir(), 'cynosure-doors-'));

before(async () => {
  const reading = readConfig({
    CYNOSURE_DATA_DIR: dataDir,
    CYNOSURE_ADMIN_PASSWORD: 'a-passphrase-for-tests',
    CYNOSURE_CONSOLE_PORT: '0',
    CYNOSURE_HTTP_PORT: '0',
    CYNOSURE_GRPC_PORT: '0',
    CYNOSURE_CONFIG_GRPC_PORT: '0',
  });
  assert.ok(reading.ok);
  const log = pino({ level: 'silent' });
  app = await startApp(reading.config, {
    store: openStore(reading.config, systemClock, log),
    clock: systemClock,
    log,
    version: 'test',
  });
  grpc = new GrpcClient(Number(app.addresses.grpc.split(':').at(-1)));
});

after(async () => {
  grpc?.close();
  await app?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

type Json = Readonly<Record<string, unknown>>;

interface Question {
  readonly method: 'RegisterInstance' | 'DeregisterInstance' | 'Heartbeat' | 'Discover';
  /** In the JSON that both doors read; `namespace` is put in later. */
  readonly body: Json;
}

function instanceOf(random: Seeded): Json {
  const odd = random.below(14);
  const instance: Record<string, unknown> = {
    service: odd === 0 ? 'no spaces' : random.pick(['pay', 'cart']),
    host: odd === 1 ? '' : random.pick(['10.0.0.1', '10.0.0.2', ' 10.0.0.3 ']),
    port: odd === 2 ? 65_536 : random.pick([0, 80, 65_535]),
  };
  if (odd === 3) delete instance.host;
  if (odd === 4) delete instance.port;
  if (odd === 5) instance.id = random.pick(['', 'mine', 'x'.repeat(200)]);
  return instance;
}

function registrationOf(random: Seeded): Json {
  const odd = random.below(10);
  return {
    ...instanceOf(random),
    ...(random.chance(0.5) ? { weight: random.pick([0, 1, 100, 65_535, 65_536]) } : {}),
    ...(random.chance(0.5) ? { protocol: 'x'.repeat(random.pick([0, 1, 32, 33])) } : {}),
    ...(random.chance(0.5) ? { version: random.pick(['1.0', 'ü'.repeat(32), 'ü'.repeat(33)]) } : {}),
    ...(random.chance(0.5) ? { logic_set: 'x'.repeat(random.pick([1, 128, 129])) } : {}),
    ...(random.chance(0.5) ? { isolate: random.chance(0.5) } : {}),
    ...(random.chance(0.5) ? { healthy: random.chance(0.5) } : {}),
    ...(random.chance(0.5)
      ? { health_check: { type: 1, heartbeat: { ttl: random.pick([0, 1, 60, 61]) } } }
      : {}),
    ...(random.chance(0.3) ? { enable_health_check: random.chance(0.5) } : {}),
    ...(random.chance(0.5) ? { location: random.chance(0.5) ? { zone: 'z1' } : {} } : {}),
    ...(odd === 0
      ? {
          metadata: Object.fromEntries(
            Array.from({ length: random.pick([64, 65]) }, (_, i) => [`k${i}`, 'v']),
          ),
        }
      : { metadata: { env: 'prod', ['x'.repeat(random.pick([1, 128, 129]))]: 'v' } }),
  };
}

function questionOf(random: Seeded): Question {
  switch (random.below(6)) {
    case 0:
    case 1:
      return { method: 'RegisterInstance', body: registrationOf(random) };
    case 2:
      return { method: 'DeregisterInstance', body: instanceOf(random) };
    case 3:
      return { method: 'Heartbeat', body: instanceOf(random) };
    default: {
      const name = random.pick(['pay', 'cart', 'nobody', '']);
      const type = random.pick(['INSTANCE', 'INSTANCE', 'SERVICES', 'ROUTING', 'CLUSTER']);
      return { method: 'Discover', body: { type, service: { name, revision: random.pick(['', 'old']) } } };
    }
  }
}

const inNamespace = ({ method, body }: Question, namespace: string): Json =>
  method === 'Discover'
    ? { ...body, service: { ...(body.service as Json), namespace } }
    : { ...body, namespace };

async function overHttp(question: Question, namespace: string): Promise<Json> {
  const response = await fetch(`${app.addresses.httpUrl}/v1/${question.method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(inNamespace(question, namespace)),
  });
  return (await response.json()) as Json;
}

async function overGrpc(question: Question, namespace: string): Promise<Json> {
  const ask = async <In extends DescMessage, Out extends DescMessage>(
    path: string,
    schemas: readonly [In, Out],
  ) => {
    const message = messageFromJson(schemas[0], inNamespace(question, namespace));
    assert.ok(message.code === 'ExecuteSuccess');
    const init = message.value as MessageInitShape<In>;
    if (question.method !== 'Discover') return jsonOf(schemas[1], await grpc.call(path, schemas, init));
    const stream = grpc.stream(path, schemas);
    const reply = await stream.ask(init);
    await stream.end();
    return jsonOf(schemas[1], reply);
  };
  const path = `/v1.PolarisGRPC/${question.method}`;
  const text =
    question.method === 'Discover'
      ? await ask(path, [DiscoverRequestSchema, DiscoverResponseSchema])
      : await ask(path, [InstanceSchema, ResponseSchema]);
  return JSON.parse(text) as Json;
}

/** What differs by nature: names of the namespace, ids made of it, revisions, tokens and times. */
function normal(answer: Json, namespace: string): unknown {
  const text = JSON.stringify(answer, (key, value: unknown) => {
    if (['id', 'revision', 'ctime', 'mtime'].includes(key) && typeof value === 'string')
      return value === '' ? '' : 'some';
    if (key === 'ports' && typeof value === 'string') return 'ports';
    return Array.isArray(value) && key === 'instances'
      ? [...value].sort((a, b) =>
          JSON.stringify([a.host, a.port]).localeCompare(JSON.stringify([b.host, b.port])),
        )
      : value;
  });
  return JSON.parse(text.replaceAll(namespace, 'here'));
}

async function play(seed: number): Promise<void> {
  const random = new Seeded(seed);
  const namespaces = { http: `h-${seed}`, grpc: `g-${seed}` };
  for (let i = 0; i < STEPS; i += 1) {
    const question = questionOf(random);
    // An id that the client chose is one for the whole registry, so it cannot be used in two namespaces.
    if (question.body.id !== undefined && question.body.id !== '') continue;
    const http = normal(await overHttp(question, namespaces.http), namespaces.http);
    const binary = normal(await overGrpc(question, namespaces.grpc), namespaces.grpc);
    assert.deepEqual(
      binary,
      http,
      `seed ${seed}, step ${i}: ${JSON.stringify(question)}; replay with CYNOSURE_TEST_SEED=${seed}`,
    );
  }
}

test(`${SEQUENCES} random sequences get the same answers through both doors`, async (t) => {
  const seeds = seedsOf(SEQUENCES);
  t.diagnostic(`seeds ${seeds[0]} to ${seeds.at(-1)}`);
  for (let from = 0; from < seeds.length; from += AT_ONCE) {
    await Promise.all(seeds.slice(from, from + AT_ONCE).map(play));
  }
});
