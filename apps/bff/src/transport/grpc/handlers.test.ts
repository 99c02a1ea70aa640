import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { ClientSchema } from '@cynosure/proto/v1/service_manage/client_pb.ts';
import { ServiceContractSchema } from '@cynosure/proto/v1/service_manage/contract_pb.ts';
import {
  DelHeartbeatsRequestSchema,
  DelHeartbeatsResponseSchema,
  GetHeartbeatsRequestSchema,
  GetHeartbeatsResponseSchema,
  HeartbeatsRequestSchema,
  HeartbeatsResponseSchema,
} from '@cynosure/proto/v1/service_manage/heartbeat_pb.ts';
import {
  DiscoverRequest_DiscoverRequestType as Asked,
  DiscoverDirection,
  DiscoverRequestSchema,
} from '@cynosure/proto/v1/service_manage/request_pb.ts';
import {
  DiscoverResponse_DiscoverResponseType as Answered,
  DiscoverResponseSchema,
  ResponseSchema,
} from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { instanceIdOf } from '../../registry/commands/new-ids.ts';
import { EMPTY_REVISION } from '../../registry/digest-sum.ts';
import { testBothCarriers as test } from '../../testing/both-carriers.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { serveGrpc } from '../../testing/testing-grpc-door.ts';

const place = { namespace: 'shop', service: 'pay', host: '10.0.0.1', port: 8080 };
const ID = instanceIdOf(place);

const instanceCall = [InstanceSchema, ResponseSchema] as const;
const contractCall = [ServiceContractSchema, ResponseSchema] as const;
const discoverCall = [DiscoverRequestSchema, DiscoverResponseSchema] as const;

/** The gRPC door over an empty registry, and what a client says to it. */
async function opened(t: TestContext, clientOpen = false) {
  const { registry, uptake, client } = await serveGrpc(t, clientOpen);
  const instance = (method: string, init: MessageInitShape<typeof InstanceSchema>) =>
    client.call(`/v1.PolarisGRPC/${method}`, instanceCall, init);
  return {
    registry,
    uptake,
    client,
    register: (init: MessageInitShape<typeof InstanceSchema>) => instance('RegisterInstance', init),
    deregister: (init: MessageInitShape<typeof InstanceSchema>) => instance('DeregisterInstance', init),
    heartbeat: (init: MessageInitShape<typeof InstanceSchema>) => instance('Heartbeat', init),
    discover: (headers: Record<string, string> = {}) =>
      client.stream('/v1.PolarisGRPC/Discover', discoverCall, headers),
  };
}

const question = (revision = '', type: Asked = Asked.INSTANCE) => ({
  type,
  service: { namespace: 'shop', name: 'pay', revision },
});

test('what is registered is discovered, and its revision answers "no change" with the question as it came', async (t) => {
  const { register, discover } = await opened(t);
  const reply = await register({ ...place, version: '1.2', healthCheck: { heartbeat: { ttl: 7 } } });
  assert.deepEqual(
    reply,
    create(ResponseSchema, { code: 200000, info: 'execute success', instance: { id: ID, ...place } }),
  );
  const stream = discover();
  const first = await stream.ask(question());
  assert.equal(first.code, 200000);
  assert.deepEqual(
    first.instances.map((one) => [
      one.id,
      one.version,
      one.enableHealthCheck,
      one.healthCheck?.heartbeat?.ttl,
      one.healthy,
    ]),
    [[ID, '1.2', true, 7, true]],
  );
  assert.equal(first.aliasFor?.name, 'pay');
  const revision = first.service?.revision ?? '';
  const again = await stream.ask(question(revision));
  assert.deepEqual(
    again,
    create(DiscoverResponseSchema, {
      code: 200001,
      info: 'discover data is no change',
      type: Answered.INSTANCE,
      service: { namespace: 'shop', name: 'pay', revision },
    }),
  );
  await register({ ...place, port: 9090 });
  const changed = await stream.ask(question(revision));
  assert.equal(changed.code, 200000);
  assert.equal(changed.instances.length, 2);
  assert.equal(await stream.end(), 0);
});

test('the direction of a question is echoed, also when nothing has changed', async (t) => {
  const { register, discover } = await opened(t);
  await register(place);
  const stream = discover();
  const asked = { ...question(), Direction: DiscoverDirection.Caller };
  const first = await stream.ask(asked);
  assert.equal(first.Direction, DiscoverDirection.Caller);
  const again = await stream.ask({
    ...question(first.service?.revision),
    Direction: DiscoverDirection.Caller,
  });
  assert.deepEqual([again.code, again.Direction], [200001, DiscoverDirection.Caller]);
  assert.equal((await stream.ask({ ...asked, type: Asked.LANE })).Direction, DiscoverDirection.Caller);
});

test('a faulty question is answered with its code and the stream goes on', async (t) => {
  const { discover } = await opened(t);
  const stream = discover();
  const answers: [MessageInitShape<typeof DiscoverRequestSchema>, number, Answered][] = [
    [{ type: Asked.INSTANCE }, 400002, Answered.INSTANCE],
    [{ type: Asked.ROUTING }, 400002, Answered.ROUTING],
    [{ type: Asked.SERVICES }, 400002, Answered.SERVICES],
    [{ type: Asked.INSTANCE, service: {} }, 400120, Answered.INSTANCE],
    [{ type: Asked.FAULT_DETECTOR, service: { name: 'x' } }, 400110, Answered.FAULT_DETECTOR],
    [question(), 400202, Answered.INSTANCE],
    [question('', Asked.UNKNOWN), 400004, Answered.ROUTING],
    [question('', Asked.CLUSTER), 400004, Answered.ROUTING],
    [question('', Asked.NAMESPACES), 400004, Answered.ROUTING],
    [question('', 999 as Asked), 400004, Answered.ROUTING],
  ];
  for (const [asked, code, type] of answers) {
    const reply = await stream.ask(asked);
    assert.deepEqual([reply.code, reply.type], [code, type], JSON.stringify(asked));
    assert.equal(reply.service?.name, asked.service?.name);
  }
  assert.equal(await stream.end(), 0);
});

test('the newest clients get an empty success of the type they wait for', async (t) => {
  const { discover } = await opened(t);
  const stream = discover();
  for (const type of [100, 101, 102, 103, 104, 105, 106] as Asked[]) {
    const reply = await stream.ask(question('', type));
    assert.deepEqual(
      reply,
      create(DiscoverResponseSchema, {
        code: 200000,
        info: 'execute success',
        type: type as number as Answered,
        service: { namespace: 'shop', name: 'pay', revision: '' },
      }),
    );
  }
});

test('routing without rules has the revision of nothing, the other rules have none', async (t) => {
  const { discover } = await opened(t);
  const stream = discover();
  const routing = await stream.ask(question('', Asked.ROUTING));
  assert.deepEqual(
    [routing.service?.revision, routing.routing?.revision, routing.aliasFor?.name],
    [EMPTY_REVISION, EMPTY_REVISION, 'pay'],
  );
  assert.equal((await stream.ask(question(EMPTY_REVISION, Asked.ROUTING))).code, 200001);
  const limits = await stream.ask(question('r', Asked.RATE_LIMIT));
  assert.deepEqual([limits.code, limits.service?.revision, limits.rateLimit], [200000, undefined, undefined]);
});

test('the services of a namespace, or of all, are listed with a revision', async (t) => {
  const { register, discover } = await opened(t);
  await register(place);
  await register({ ...place, namespace: 'bank', service: 'book' });
  const stream = discover();
  const ask = (namespace: string, revision = '') =>
    stream.ask({ type: Asked.SERVICES, service: { namespace, revision } });
  const shop = await ask('shop');
  assert.deepEqual(
    shop.services.map((one) => `${one.namespace}/${one.name}`),
    ['shop/pay'],
  );
  assert.equal((await ask('shop', shop.service?.revision)).code, 200001);
  assert.deepEqual(new Set((await ask('')).services.map((one) => one.name)), new Set(['pay', 'book']));
  const nowhere = await ask('nowhere', 'old');
  assert.deepEqual([nowhere.code, nowhere.service?.revision, nowhere.services.length], [200000, 'old', 0]);
});

test('a bad registration is refused with the request as it came, and changes nothing', async (t) => {
  const { register, registry } = await opened(t);
  const reply = await register({ ...place, service: 'a b', metadata: { k: 'v' } });
  assert.deepEqual(
    reply,
    create(ResponseSchema, {
      code: 400120,
      info: 'invalid service name',
      instance: { ...place, service: 'a b', metadata: { k: 'v' } },
    }),
  );
  assert.equal(registry.state.instances.size, 0);
  assert.equal(registry.state.services.namespaces.size, 0);
});

test('deregistering takes out of discovery, by id or by address, and is a success when repeated', async (t) => {
  const { register, deregister, discover } = await opened(t);
  await register(place);
  assert.deepEqual(
    await deregister(place),
    create(ResponseSchema, { code: 200000, info: 'execute success', instance: { id: ID, ...place } }),
  );
  const gone = await discover().ask(question());
  assert.deepEqual([gone.code, gone.instances.length, gone.service?.revision], [200000, 0, EMPTY_REVISION]);
  assert.equal((await deregister({ id: ID })).code, 200000);
  assert.equal((await deregister({ id: '' })).code, 400130);
});

test('a heartbeat is echoed; of an unknown instance the fifth is refused, by id and by address alike', async (t) => {
  const { register, heartbeat } = await opened(t);
  await register(place);
  const beats: MessageInitShape<typeof InstanceSchema>[] = [
    { id: ID },
    place,
    { id: ID, ...place, metadata: { k: 'ä' } },
  ];
  for (const beat of beats) {
    const expected = { code: 200000, info: 'execute success', instance: beat };
    assert.deepEqual(await heartbeat(beat), create(ResponseSchema, expected));
  }
  for (const unknown of [{ id: 'nobody' }, { ...place, host: '10.9.9.9' }]) {
    const codes: (number | undefined)[] = [];
    for (let beat = 0; beat < 6; beat += 1) codes.push((await heartbeat(unknown)).code);
    assert.deepEqual(codes, [200000, 200000, 200000, 200000, 400202, 400202]);
  }
  assert.equal((await heartbeat({ id: '' })).code, 400130);
  assert.equal((await heartbeat({ service: 'pay' })).code, 400110);
});

test('heartbeats in batches count by id, can be read back in order, and forgotten', async (t) => {
  const { client, register } = await opened(t);
  await register(place);
  const stream = client.stream('/v1.PolarisHeartbeatGRPC/BatchHeartbeat', [
    HeartbeatsRequestSchema,
    HeartbeatsResponseSchema,
  ]);
  await stream.ask({ heartbeats: [{ instanceId: ID }, { instanceId: 'other' }, { ...place }, {}] });
  await stream.ask({});
  assert.equal(await stream.end(), 0);
  const read = async (): Promise<[string, boolean][]> => {
    const { records } = await client.call(
      '/v1.PolarisHeartbeatGRPC/BatchGetHeartbeat',
      [GetHeartbeatsRequestSchema, GetHeartbeatsResponseSchema],
      { instanceIds: ['other', 'nobody', ID] },
    );
    return records.map((one) => [one.instanceId, one.lastHeartbeatSec > 0n]);
  };
  assert.deepEqual(await read(), [
    ['other', true],
    ['nobody', false],
    [ID, true],
  ]);
  await client.call(
    '/v1.PolarisHeartbeatGRPC/BatchDelHeartbeat',
    [DelHeartbeatsRequestSchema, DelHeartbeatsResponseSchema],
    { instanceIds: ['other', ID] },
  );
  assert.deepEqual(
    (await read()).map(([, seen]) => seen),
    [false, false, false],
  );
});

test('a client that reports itself is kept, and its discoveries are counted under its own name', async (t) => {
  const { client, register, discover, registry, uptake } = await opened(t);
  await register(place);
  const report = (init: MessageInitShape<typeof ClientSchema>) =>
    client.call('/v1.PolarisGRPC/ReportClient', [ClientSchema, ResponseSchema], init);
  assert.deepEqual((await report({ host: 'h', version: '1' })).client, create(ClientSchema, { host: 'h' }));
  assert.equal(registry.state.clients.size, 0);
  const given = { id: 'c-1', host: 'h', version: '1', location: { region: 'r' } };
  assert.deepEqual((await report(given)).client, create(ClientSchema, given));
  assert.equal(registry.state.clients.get('c-1')?.version, '1');
  const stream = discover({ 'user-agent': 'test' });
  const first = await stream.ask(question());
  await stream.ask(question(first.service?.revision));
  const [known, ...others] = uptake.all();
  assert.deepEqual([known?.client.id, known?.client.host, others.length], ['c-1', '127.0.0.1', 0]);
  const [holding] = [...(known?.holdings.values() ?? [])];
  assert.deepEqual([holding?.revision, holding?.heldTo], [first.service?.revision, registry.state.position]);
});

test('a client that reports itself after its first discovery is soon counted under its name alone', async (t) => {
  const { client, register, discover, registry, uptake } = await opened(t);
  await register(place);
  const stream = discover({ 'user-agent': 'test' });
  const first = await stream.ask(question());
  await client.call('/v1.PolarisGRPC/ReportClient', [ClientSchema, ResponseSchema], { id: 'c-1', host: 'h' });
  await stream.ask(question(first.service?.revision));
  assert.equal(uptake.all().length, 2);
  // The clock of a registry in a test.
  assert.ok(registry.clock instanceof FakeClock);
  registry.clock.advance(10_001);
  uptake.sweep();
  assert.deepEqual(
    uptake.all().map((known) => known.client.id),
    ['c-1'],
  );
});

test('a contract that was reported is read back until its revision is known', async (t) => {
  const { client } = await opened(t);
  const named = { name: 'pay.Api', namespace: 'shop', service: 'pay', protocol: 'http', version: '1' };
  const call = (method: string, init: MessageInitShape<typeof ServiceContractSchema>) =>
    client.call(`/v1.PolarisServiceContractGRPC/${method}`, contractCall, init);
  const interfaces = [{ method: 'GET', path: '/orders', name: 'orders' }];
  const reported = await call('ReportServiceContract', { ...named, content: '{}', interfaces });
  assert.deepEqual(reported, create(ResponseSchema, { code: 200000, info: 'execute success' }));
  const read = await call('GetServiceContract', named);
  assert.deepEqual(
    read.serviceContract?.interfaces.map((one) => [one.path, one.name, one.source]),
    [['/orders', 'orders', 2]],
  );
  const revision = read.serviceContract?.revision ?? '';
  assert.equal((await call('GetServiceContract', { ...named, revision })).code, 200001);
  const unknown = await call('GetServiceContract', { ...named, version: '2' });
  assert.deepEqual([unknown.code, unknown.serviceContract?.ctime], [200000, '0001-01-01 00:00:00']);
  assert.equal((await call('GetServiceContract', {})).code, 400103);
  const faulty = await call('ReportServiceContract', { ...named, interfaces: [{ method: 'GET' }] });
  assert.deepEqual(
    [faulty.code, faulty.info],
    [400000, 'bad request: invalid service_contract interface path'],
  );
});

test('with clients checked, nothing but beats and reports goes without a token', async (t) => {
  const { client, register, deregister, heartbeat, discover } = await opened(t, true);
  const refused = await register(place);
  assert.deepEqual([refused.code, refused.info], [401001, 'access is not approved: invalid token']);
  assert.equal((await register({ ...place, port: 65_536 })).code, 400132, 'parameters come first');
  assert.equal((await deregister({ id: ID })).code, 401001);
  assert.equal((await heartbeat({ id: ID })).code, 200000);
  const answer = await discover().ask(question());
  assert.deepEqual([answer.code, answer.type, answer.service?.name], [401001, Answered.INSTANCE, 'pay']);
  await assert.rejects(
    client.call(
      '/v1.PolarisHeartbeatGRPC/BatchGetHeartbeat',
      [GetHeartbeatsRequestSchema, GetHeartbeatsResponseSchema],
      { instanceIds: ['x'] },
    ),
    /PERMISSION_DENIED/,
  );
});
