import assert from 'node:assert/strict';
import { test } from 'node:test';
import { file_v1_service_manage_grpcapi } from '@cynosure/proto/v1/service_manage/grpcapi_pb.ts';
import { DiscoverRequest_DiscoverRequestTypeSchema } from '@cynosure/proto/v1/service_manage/request_pb.ts';
import { discoverNeeds, rpcDeclarations } from './rpcs.ts';

test('every RPC of the registry declares what it needs, and nothing else is declared', () => {
  const paths = file_v1_service_manage_grpcapi.services.flatMap((service) =>
    service.methods.map((method) => `/${service.typeName}/${method.name}`),
  );
  assert.ok(paths.length >= 10);
  assert.deepEqual(Object.keys(rpcDeclarations).sort(), paths.sort());
});

test('only heartbeats and client reports are open', () => {
  const open = Object.entries(rpcDeclarations).filter(([, { needs }]) => needs === 'open');
  assert.deepEqual(open.map(([path]) => path.split('/').at(-1)).sort(), [
    'BatchHeartbeat',
    'Heartbeat',
    'ReportClient',
  ]);
  assert.ok(Object.values(rpcDeclarations).every(({ surface }) => surface === 'client'));
});

test('every type of Discover that has content needs a permission', () => {
  const types = DiscoverRequest_DiscoverRequestTypeSchema.values.map(({ name }) => name);
  const without = types.filter((name) => !(name in discoverNeeds));
  assert.deepEqual(without, [
    'UNKNOWN',
    'CLUSTER',
    'LOSSLESS',
    'BLOCK_ALLOW_RULE',
    'TRAFFIC_MIRRORING',
    'FAULT_INJECTION',
  ]);
  assert.ok(Object.keys(discoverNeeds).every((name) => types.includes(name)));
});
