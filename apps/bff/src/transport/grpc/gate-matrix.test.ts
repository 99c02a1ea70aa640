import assert from 'node:assert/strict';
import { ServiceContractSchema } from '@cynosure/proto/v1/service_manage/contract_pb.ts';
import {
  DelHeartbeatsRequestSchema,
  DelHeartbeatsResponseSchema,
  GetHeartbeatsRequestSchema,
  GetHeartbeatsResponseSchema,
} from '@cynosure/proto/v1/service_manage/heartbeat_pb.ts';
import {
  DiscoverRequest_DiscoverRequestType as Asked,
  DiscoverRequestSchema,
} from '@cynosure/proto/v1/service_manage/request_pb.ts';
import { DiscoverResponseSchema, ResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { setSdkAccess } from '../../access/commands/sdk-access.ts';
import { renewToken } from '../../access/commands/users.ts';
import type { Permission } from '../../access/permissions.ts';
import { type RpcPath, rpcDeclarations } from '../../access/rpcs.ts';
import type { SdkAccess } from '../../access/sdk-access.ts';
import { instanceIdOf } from '../../registry/commands/new-ids.ts';
import type { Actor } from '../../registry/model.ts';
import { testBothCarriers as test } from '../../testing/both-carriers.ts';
import { GrpcClient } from '../../testing/grpc-client.ts';
import { ask } from '../../testing/http-client.ts';
import {
  HOST,
  type MatrixCaller,
  MINE,
  mustPass,
  openMatrix,
  SERVICE,
  THEIRS,
} from '../../testing/matrix-callers.ts';
import { type Doors, openDoors } from '../../testing/testing-doors.ts';

type Where = typeof MINE | typeof THEIRS;

const by: Actor = { id: '', name: 'matrix', via: 'system' };
const place = (where: Where) => ({ namespace: where, service: SERVICE[where] });
const idIn = (where: Where) => instanceIdOf({ ...place(where), host: HOST[where], port: 1 });

/** Result code of a call; 0 where the reply has none, -1 where the call fails with PERMISSION_DENIED. */
type Ask = (client: GrpcClient, where: Where, headers: Record<string, string>) => Promise<number>;

const unary =
  (path: RpcPath, schema: typeof InstanceSchema | typeof ServiceContractSchema, more: object): Ask =>
  async (client, where, headers) =>
    (await client.call(path, [schema, ResponseSchema], { ...place(where), ...more }, headers)).code ?? 0;

const discover =
  (type: Asked, service: (where: Where) => object): Ask =>
  async (client, where, headers) => {
    const stream = client.stream(
      '/v1.PolarisGRPC/Discover',
      [DiscoverRequestSchema, DiscoverResponseSchema],
      headers,
    );
    const answer = await stream.ask({ type, service: service(where) });
    stream.end();
    return answer.code ?? 0;
  };

const refusedStatus = (error: unknown): number => {
  assert.equal((error as { code: number }).code, 7);
  return -1;
};

/** Every call that is about something, with what it needs. */
const CALLS: readonly { readonly path: RpcPath; readonly needs: Permission; readonly ask: Ask }[] = [
  {
    path: '/v1.PolarisGRPC/RegisterInstance',
    needs: 'RegisterInstance',
    ask: unary('/v1.PolarisGRPC/RegisterInstance', InstanceSchema, { host: '10.2.2.2', port: 2 }),
  },
  {
    path: '/v1.PolarisGRPC/DeregisterInstance',
    needs: 'DeregisterInstance',
    ask: unary('/v1.PolarisGRPC/DeregisterInstance', InstanceSchema, { host: '10.2.2.2', port: 3 }),
  },
  {
    path: '/v1.PolarisServiceContractGRPC/ReportServiceContract',
    needs: 'ReportServiceContract',
    ask: unary('/v1.PolarisServiceContractGRPC/ReportServiceContract', ServiceContractSchema, {
      name: 'c',
      protocol: 'http',
      version: '1',
    }),
  },
  {
    path: '/v1.PolarisServiceContractGRPC/GetServiceContract',
    needs: 'DiscoverServiceContract',
    ask: unary('/v1.PolarisServiceContractGRPC/GetServiceContract', ServiceContractSchema, {
      name: 'c',
      protocol: 'http',
      version: '1',
    }),
  },
  ...(
    [
      [Asked.INSTANCE, 'DiscoverInstances'],
      [Asked.ROUTING, 'DiscoverRouterRule'],
      [Asked.RATE_LIMIT, 'DiscoverRateLimitRule'],
      [Asked.CIRCUIT_BREAKER, 'DiscoverCircuitBreakerRule'],
      [Asked.FAULT_DETECTOR, 'DiscoverFaultDetectRule'],
      [Asked.LANE, 'DiscoverLaneRule'],
    ] as const
  ).map(([type, needs]) => ({
    path: '/v1.PolarisGRPC/Discover' as const,
    needs,
    ask: discover(type, (where) => ({ namespace: where, name: SERVICE[where] })),
  })),
  {
    path: '/v1.PolarisGRPC/Discover',
    needs: 'DiscoverServices',
    ask: discover(Asked.SERVICES, (where) => ({ namespace: where })),
  },
  {
    path: '/v1.PolarisHeartbeatGRPC/BatchGetHeartbeat',
    needs: 'DiscoverInstances',
    ask: (client, where, headers) =>
      client
        .call(
          '/v1.PolarisHeartbeatGRPC/BatchGetHeartbeat',
          [GetHeartbeatsRequestSchema, GetHeartbeatsResponseSchema],
          { instanceIds: [idIn(where)] },
          headers,
        )
        .then(() => 0, refusedStatus),
  },
  {
    path: '/v1.PolarisHeartbeatGRPC/BatchDelHeartbeat',
    needs: 'DeregisterInstance',
    ask: async (client, where, headers) =>
      (
        await client.call(
          '/v1.PolarisHeartbeatGRPC/BatchDelHeartbeat',
          [DelHeartbeatsRequestSchema, DelHeartbeatsResponseSchema],
          { instanceIds: [idIn(where)] },
          headers,
        )
      ).code,
  },
];

const ACCESSES: readonly SdkAccess[] = [
  { clientOpen: false, closedNamespaces: [] },
  { clientOpen: false, closedNamespaces: [THEIRS] },
  { clientOpen: false, closedNamespaces: [MINE, THEIRS] },
  { clientOpen: true, closedNamespaces: [] },
];

const isRefusal = (code: number): boolean => code === -1 || Math.trunc(code / 1000) === 401;

const headersOf = ({ token }: MatrixCaller): Record<string, string> =>
  token === undefined ? {} : { 'x-polaris-token': token };

/** On the client side a denial counts, too; an open namespace asks nobody. */
const expected = (caller: MatrixCaller, needs: Permission, where: Where, access: SdkAccess): boolean =>
  !(access.clientOpen || access.closedNamespaces.includes(where)) || mustPass(caller, needs, where);

async function matrixOf(doors: Doors) {
  const callers = await openMatrix(doors);
  const client = new GrpcClient(doors.ports.grpc);
  const failures: string[] = [];
  let cells = 0;
  for (const access of ACCESSES) {
    await doors.registry.run(setSdkAccess(access, by));
    for (const caller of callers) {
      for (const where of [MINE, THEIRS] as const) {
        for (const { path, needs, ask: asked } of CALLS) {
          const before = doors.registry.state.position;
          const code = await asked(client, where, headersOf(caller));
          cells += 1;
          const must = expected(caller, needs, where, access);
          const changed = doors.registry.state.position !== before;
          if (must === isRefusal(code) || (!must && changed)) {
            const what = must ? 'refused' : 'ALLOWED';
            failures.push(
              `${what} ${caller.name} ${path} ${needs} ${where} ${JSON.stringify(access)}: ${code}`,
            );
          }
        }
      }
    }
  }
  client.close();
  return { cells, failures };
}

test('every RPC that is checked stands in the table of this test', () => {
  const checkedPaths = Object.entries(rpcDeclarations)
    .filter(([, { needs }]) => needs !== 'open')
    .map(([path]) => path);
  assert.deepEqual([...new Set(CALLS.map(({ path }) => path))].sort(), checkedPaths.sort());
});

test('caller × RPC × namespace × what is closed: nobody gets in by accident', async (t) => {
  const doors = await openDoors(t);
  const { cells, failures } = await matrixOf(doors);
  t.diagnostic(`${cells} cells`);
  assert.deepEqual(failures, []);
});

test('the same over HTTP, and heartbeats and reports ask nobody', async (t) => {
  const doors = await openDoors(t);
  const callers = await openMatrix(doors);
  await doors.registry.run(setSdkAccess({ clientOpen: true }, by));
  const post = (path: string, body: object, caller: MatrixCaller) =>
    ask(doors.ports.http, 'POST', path, {
      headers: {
        'Content-Type': 'application/json',
        ...(caller.token === undefined ? {} : { 'X-Polaris-Token': caller.token }),
      },
      body,
    });
  for (const caller of callers) {
    for (const where of [MINE, THEIRS] as const) {
      const instance = { ...place(where), host: '10.2.2.2', port: 2 };
      const named = { namespace: where, name: SERVICE[where] };
      const answers = [
        ['RegisterInstance', await post('/v1/RegisterInstance', instance, caller)],
        ['DeregisterInstance', await post('/v1/DeregisterInstance', { ...instance, port: 9 }, caller)],
        ['DiscoverInstances', await post('/v1/Discover', { type: 'INSTANCE', service: named }, caller)],
      ] as const;
      for (const [needs, { status, text }] of answers) {
        assert.equal(
          status !== 401,
          mustPass(caller, needs, where),
          `${caller.name} ${needs} ${where} ${text}`,
        );
      }
      const beat = await post('/v1/Heartbeat', instance, caller);
      assert.notEqual(beat.status, 401);
    }
    assert.notEqual((await post('/v1/ReportClient', { host: '10.0.0.1', type: 'SDK' }, caller)).status, 401);
  }
});

test('a token in the message replaces the one of the call, for better and for worse', async (t) => {
  const doors = await openDoors(t);
  await openMatrix(doors);
  await doors.registry.run(setSdkAccess({ closedNamespaces: [THEIRS] }, by));
  const client = new GrpcClient(doors.ports.grpc);
  t.after(() => client.close());
  const good = doors.access.gate.tokenOf(doors.owner);
  const register = async (serviceToken: string, token: string) => {
    const instance = { ...place(THEIRS), host: '10.2.2.2', port: 2, serviceToken };
    const headers = { 'x-polaris-token': token };
    const path = '/v1.PolarisGRPC/RegisterInstance';
    return (await client.call(path, [InstanceSchema, ResponseSchema], instance, headers)).code;
  };
  assert.equal(await register(good, 'garbage'), 200000);
  assert.equal(await register('garbage', good), 401001);
  assert.equal(await register('', good), 200000);
});

test('an instance of a closed namespace is not taken over by registering its id elsewhere', async (t) => {
  const doors = await openDoors(t);
  await openMatrix(doors);
  await doors.registry.run(setSdkAccess({ closedNamespaces: [THEIRS] }, by));
  const client = new GrpcClient(doors.ports.grpc);
  t.after(() => client.close());
  const id = idIn(THEIRS);
  const instance = { ...place(MINE), host: '10.2.2.2', port: 2, id };
  const path = '/v1.PolarisGRPC/RegisterInstance';
  const reply = await client.call(path, [InstanceSchema, ResponseSchema], instance);
  assert.equal(reply.code, 401001);
  assert.equal(doors.registry.state.instance(id)?.namespace, THEIRS);
});

test('a list of all services leaves out those of closed namespaces, and has a revision of its own', async (t) => {
  const doors = await openDoors(t);
  await openMatrix(doors);
  const client = new GrpcClient(doors.ports.grpc);
  t.after(() => client.close());
  const listed = async (token: string, revision = '') => {
    const stream = client.stream(
      '/v1.PolarisGRPC/Discover',
      [DiscoverRequestSchema, DiscoverResponseSchema],
      { 'x-polaris-token': token },
    );
    const answer = await stream.ask({ type: Asked.SERVICES, service: { namespace: '', name: '', revision } });
    stream.end();
    return answer;
  };
  const whole = await listed('');
  await doors.registry.run(setSdkAccess({ closedNamespaces: [THEIRS] }, by));
  const seen = await listed('');
  const names = (answer: typeof seen) => answer.services.map(({ name }) => name);
  assert.ok(names(whole).includes(SERVICE[THEIRS]));
  assert.ok(!names(seen).includes(SERVICE[THEIRS]) && names(seen).includes(SERVICE[MINE]));
  assert.notEqual(seen.service?.revision, whole.service?.revision);
  assert.equal((await listed('', seen.service?.revision)).code, 200001);
  assert.ok(names(await listed(doors.access.gate.tokenOf(doors.owner))).includes(SERVICE[THEIRS]));
});

test('an open stream hears of a renewed token, and of a closed namespace, with its next question', async (t) => {
  const doors = await openDoors(t);
  await openMatrix(doors);
  const { registry, owner, access } = doors;
  const client = new GrpcClient(doors.ports.grpc);
  t.after(() => client.close());
  const stream = client.stream('/v1.PolarisGRPC/Discover', [DiscoverRequestSchema, DiscoverResponseSchema], {
    'x-polaris-token': access.gate.tokenOf(owner),
  });
  const question = { type: Asked.INSTANCE, service: { namespace: THEIRS, name: SERVICE[THEIRS] } };
  const first = await stream.ask(question);
  assert.equal(first.code, 200000);
  await registry.run(setSdkAccess({ closedNamespaces: [THEIRS] }, by));
  const again = { ...question, service: { ...question.service, revision: first.service?.revision ?? '' } };
  assert.equal((await stream.ask(again)).code, 200001);
  await registry.run(renewToken(owner.id, by));
  assert.equal((await stream.ask(again)).code, 401004);
  assert.equal((await stream.ask(question)).code, 401004);
  await registry.run(setSdkAccess({ closedNamespaces: [] }, by));
  assert.equal((await stream.ask(again)).code, 200001);
  stream.end();
});

test('no other header and no other path stands for a token in a closed namespace', async (t) => {
  const doors = await openDoors(t);
  await openMatrix(doors);
  await doors.registry.run(setSdkAccess({ closedNamespaces: [THEIRS] }, by));
  const client = new GrpcClient(doors.ports.grpc);
  t.after(() => client.close());
  const good = doors.access.gate.tokenOf(doors.owner);
  const before = doors.registry.state.position;
  const instance = { ...place(THEIRS), host: '10.2.2.2', port: 2 };
  const register = (headers: object, path = '/v1.PolarisGRPC/RegisterInstance') =>
    client.call(path, [InstanceSchema, ResponseSchema], instance, { ...headers });
  for (const headers of [
    { authorization: `Bearer ${good}` },
    { cookie: `x-polaris-token=${good}` },
    { 'polaris-token': good },
    { 'x-polaris-tokens': good },
    { x_polaris_token: good },
    { 'x-polaris-user': 'lin.qiao', 'x-forwarded-user': 'lin.qiao' },
    { 'x-forwarded-for': '127.0.0.1' },
    { 'x-polaris-token': `${good},${good}` },
    { 'x-polaris-token': `Bearer ${good}` },
    { 'x-polaris-token': '*' },
    { 'x-original-url': '/v1.PolarisGRPC/Heartbeat' },
  ]) {
    assert.equal((await register(headers)).code, 401001, JSON.stringify(headers));
  }
  for (const path of [
    '/v1.PolarisGRPC/registerInstance',
    '/V1.PolarisGRPC/RegisterInstance',
    '//v1.PolarisGRPC/RegisterInstance',
    '/v1.PolarisGRPC//RegisterInstance',
    '/v1.PolarisGRPC/RegisterInstance/',
    '/v1.PolarisGRPC/Heartbeat/../RegisterInstance',
    '/v1.PolarisGRPC/RegisterInstance?x=Heartbeat',
  ]) {
    await assert.rejects(register({}, path), { code: 12 }, path);
  }
  assert.equal(doors.registry.state.position, before);
  assert.equal((await register({ 'x-polaris-token': good })).code, 200000);
});
