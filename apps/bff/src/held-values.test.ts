import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import {
  DiscoverRequest_DiscoverRequestType as Asked,
  DiscoverRequestSchema,
} from '@cynosure/proto/v1/service_manage/request_pb.ts';
import { DiscoverResponseSchema, ResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { instanceIdOf } from './registry/commands/new-ids.ts';
import { send, signIn } from './testing/console-shapes.ts';
import { GrpcClient } from './testing/grpc-client.ts';
import { ask } from './testing/http-client.ts';
import { openDoors } from './testing/testing-doors.ts';

const service = { namespace: 'default', name: 'pay' };
const place = { namespace: 'default', service: 'pay', host: '10.0.0.1', port: 80 };
const id = instanceIdOf(place);

/** One instance registered over gRPC, with its weight and a label held at the console. */
async function heldOverDoors(t: TestContext) {
  const doors = await openDoors(t);
  const client = new GrpcClient(doors.ports.grpc);
  t.after(() => client.close());
  const overGrpc = async (weight: number) => {
    const message = { ...place, weight, metadata: { env: 'prod', build: `w${weight}` } };
    const path = '/v1.PolarisGRPC/RegisterInstance';
    const answer = await client.call(path, [InstanceSchema, ResponseSchema], message);
    assert.equal(answer.code, 200000);
  };
  const overHttp = async (weight: number) => {
    const body = { ...place, weight, metadata: { env: 'prod', build: `w${weight}` } };
    const headers = { 'Content-Type': 'application/json' };
    const answer = await ask(doors.ports.http, 'POST', '/v1/RegisterInstance', { headers, body });
    assert.equal(answer.status, 200, answer.text);
  };
  const discovered = async () => {
    const stream = client.stream('/v1.PolarisGRPC/Discover', [DiscoverRequestSchema, DiscoverResponseSchema]);
    const answer = await stream.ask({ type: Asked.INSTANCE, service });
    await stream.end();
    const [instance] = answer.instances;
    assert.ok(instance);
    const { weight, metadata } = instance;
    return { weight, env: metadata.env, build: metadata.build, revision: answer.service?.revision };
  };
  await overGrpc(100);
  const cookie = await signIn(doors, doors.owner);
  const key = () => ({ ...cookie, 'Idempotency-Key': randomUUID() });
  const edits = [
    { op: 'test', path: '/weight', value: 100 },
    { op: 'replace', path: '/weight', value: 20 },
    { op: 'test', path: '/labels/env', value: 'prod' },
    { op: 'remove', path: '/labels/env' },
  ];
  const answer = await send(doors, 'patch', `/instances/${id}?hold=true`, edits, key());
  assert.equal(answer.status, 200, answer.text);
  return { doors, overGrpc, overHttp, discovered, key };
}

test('an SDK discovers what an operator holds, whichever door the client registers again through', async (t) => {
  const { doors, overGrpc, overHttp, discovered } = await heldOverDoors(t);
  const first = await discovered();
  assert.deepEqual([first.weight, first.env], [20, undefined]);
  await overGrpc(70);
  const second = await discovered();
  assert.deepEqual([second.weight, second.env, second.build], [20, undefined, 'w70']);
  assert.notEqual(second.revision, first.revision);
  await overHttp(60);
  const third = await discovered();
  assert.deepEqual([third.weight, third.env, third.build], [20, undefined, 'w60']);
  const token = doors.access.gate.tokenOf(doors.owner);
  const listed = await ask(doors.ports.http, 'GET', '/naming/v1/instances?host=10.0.0.1', {
    headers: { 'X-Polaris-Token': token },
  });
  assert.equal(listed.json.instances[0].weight, 20);
});

test('an SDK discovers the client’s own value as soon as the field is released', async (t) => {
  const { doors, overHttp, discovered, key } = await heldOverDoors(t);
  await overHttp(60);
  const before = await discovered();
  for (const field of ['weight', 'labels~1env']) {
    const answer = await send(doors, 'delete', `/instances/${id}/held/${field}`, {}, key());
    assert.equal(answer.status, 200, answer.text);
  }
  const after = await discovered();
  assert.deepEqual([after.weight, after.env], [60, 'prod']);
  assert.notEqual(after.revision, before.revision);
});
