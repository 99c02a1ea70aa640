import assert from 'node:assert/strict';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { GetHeartbeatsRequestSchema } from '@cynosure/proto/v1/service_manage/heartbeat_pb.ts';
import { ResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { testBothCarriers as test } from '../../testing/both-carriers.ts';
import { type ServedGrpc, serveGrpc } from '../../testing/testing-grpc-door.ts';

const REGISTER = '/v1.PolarisGRPC/RegisterInstance';
const DEREGISTER = '/v1.PolarisGRPC/DeregisterInstance';
const OK = 0;
const RESOURCE_EXHAUSTED = 8;
const INTERNAL = 13;

type Init = MessageInitShape<typeof InstanceSchema>;
const place = { namespace: 'shop', service: 'pay', host: '10.0.0.1', port: 8080 };
const bytesOf = (init: Init): Uint8Array => toBinary(InstanceSchema, create(InstanceSchema, init));

const codeOf = async ({ client }: ServedGrpc, path: string, init: Init): Promise<number> =>
  (await client.call(path, [InstanceSchema, ResponseSchema], { ...place, ...init })).code ?? 0;

test('texts may be as long as the contract says and not a character longer, and what is longer changes nothing', async (t) => {
  const served = await serveGrpc(t);
  const limits = [
    ['service', 128, 400120],
    ['namespace', 64, 400110],
    ['host', 128, 400131],
    ['protocol', 32, 400136],
    ['version', 32, 400137],
    ['logicSet', 128, 400138],
  ] as const;
  for (const path of [REGISTER, DEREGISTER]) {
    for (const [member, longest, code] of limits) {
      const where = `${path} ${member}`;
      assert.equal(await codeOf(served, path, { [member]: 'x'.repeat(longest) }), 200000, where);
      const before = served.registry.state.position;
      assert.equal(await codeOf(served, path, { [member]: 'x'.repeat(longest + 1) }), code, where);
      assert.equal(served.registry.state.position, before, where);
    }
  }
});

test('labels: 64 pairs, keys of 128 and values of 4096 characters; ports and weights to 65535', async (t) => {
  const served = await serveGrpc(t);
  const register = (init: Init) => codeOf(served, REGISTER, init);
  const pairs = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']));
  assert.equal(await register({ metadata: pairs(64) }), 200000);
  assert.equal(await register({ metadata: pairs(65) }), 400150);
  assert.equal(await register({ metadata: { ['ü'.repeat(128)]: '😀'.repeat(4096) } }), 200000);
  assert.equal(await register({ metadata: { ['ü'.repeat(129)]: '' } }), 400150);
  assert.equal(await register({ metadata: { k: '😀'.repeat(4097) } }), 400150);
  assert.equal(await register({ port: 65_535, weight: 65_535 }), 200000);
  assert.equal(await register({ port: 65_536 }), 400132);
  assert.equal(await register({ weight: 65_536 }), 400103);
});

test('what the contract leaves unchecked has an end all the same', async (t) => {
  const served = await serveGrpc(t);
  const members: readonly ((text: string) => Init)[] = [
    (id) => ({ id }),
    (vpcId) => ({ vpcId }),
    (region) => ({ location: { region } }),
    (zone) => ({ location: { zone } }),
    (campus) => ({ location: { campus } }),
  ];
  for (const member of members) {
    assert.equal(await codeOf(served, REGISTER, member('😀'.repeat(4096))), 200000);
    const before = served.registry.state.position;
    assert.equal(await codeOf(served, REGISTER, member('x'.repeat(4097))), 400103);
    assert.equal(served.registry.state.position, before);
  }
});

test('a message that is cut off is refused, or is the smaller message that it has become', async (t) => {
  const { client, registry } = await serveGrpc(t);
  const whole = bytesOf({ ...place, version: 'v', metadata: { a: 'b' } });
  let refused = 0;
  for (let length = 0; length < whole.length; length += 1) {
    const { status, reply } = await client.raw(REGISTER, whole.subarray(0, length));
    if (status === INTERNAL) refused += 1;
    else
      assert.ok(
        [200000, 400120, 400110, 400131, 400132].includes(fromBinary(ResponseSchema, reply).code ?? 0),
      );
  }
  assert.ok(refused > 20);
  assert.ok(registry.state.instances.size <= 1);
});

test('bytes that are no text, groups without end and noise are INTERNAL, and nothing is registered', async (t) => {
  const { client, registry } = await serveGrpc(t);
  const notUtf8 = Buffer.from(bytesOf({ ...place, host: 'hhh' }));
  notUtf8.fill(0xff, notUtf8.indexOf('hhh'), notUtf8.indexOf('hhh') + 3);
  const openGroups = Buffer.alloc(1_000_000, 0x0b);
  const closedGroups = Buffer.concat([Buffer.alloc(50_000, 0x0b), Buffer.alloc(50_000, 0x0c)]);
  for (const bytes of [notUtf8, openGroups, closedGroups, Buffer.alloc(1_000_000, 0x5a)]) {
    for (const path of [REGISTER, DEREGISTER, '/v1.PolarisGRPC/Heartbeat', '/v1.PolarisGRPC/ReportClient']) {
      assert.equal((await client.raw(path, bytes)).status, INTERNAL, path);
    }
  }
  assert.equal(registry.state.instances.size, 0);
});

test('a label named __proto__ is a label like any other', async (t) => {
  const { client, registry } = await serveGrpc(t);
  const metadata = JSON.parse('{"__proto__":"p"}') as Record<string, string>;
  const { status } = await client.raw(REGISTER, bytesOf({ ...place, metadata }));
  assert.equal(status, OK);
  const [instance] = [...registry.state.instances.all()].map((slot) => registry.state.instances.read(slot));
  assert.deepEqual(Object.entries(instance?.labels ?? {}), [['__proto__', 'p']]);
});

test('a message of endlessly many members is refused before anything is made of them', async (t) => {
  const { client } = await serveGrpc(t);
  const ids = (count: number) =>
    toBinary(
      GetHeartbeatsRequestSchema,
      create(GetHeartbeatsRequestSchema, { instanceIds: Array(count).fill('i') }),
    );
  const path = '/v1.PolarisHeartbeatGRPC/BatchGetHeartbeat';
  assert.equal((await client.raw(path, ids(100_000))).status, OK);
  assert.equal((await client.raw(path, ids(100_001))).status, RESOURCE_EXHAUSTED);
  const entries = Buffer.alloc(4_000_000, Buffer.from([(14 << 3) | 2, 0]));
  assert.equal((await client.raw(REGISTER, entries)).status, RESOURCE_EXHAUSTED);
});
