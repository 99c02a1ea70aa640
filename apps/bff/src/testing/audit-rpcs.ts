import assert from 'node:assert/strict';
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
  DiscoverRequestSchema,
} from '@cynosure/proto/v1/service_manage/request_pb.ts';
import { DiscoverResponseSchema, ResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import type { RpcPath } from '../access/rpcs.ts';
import { instanceIdOf } from '../registry/commands/new-ids.ts';
import type { GrpcClient } from './grpc-client.ts';

/** Every RPC once, in an order in which each finds what it needs; `entry` where it changes something. */
export const rpcs = (
  client: GrpcClient,
): readonly (readonly [path: RpcPath, call: () => Promise<unknown>, entry?: string])[] => {
  const instance = {
    namespace: 'audited',
    service: 'pay',
    host: '10.0.0.1',
    port: 80,
    enableHealthCheck: true,
    healthCheck: { heartbeat: { ttl: 5 } },
  };
  const id = instanceIdOf(instance);
  const contract = {
    namespace: 'audited',
    service: 'pay',
    name: 'c',
    protocol: 'http',
    version: '1',
    content: '{}',
  };
  const unary =
    (path: RpcPath, schema: typeof InstanceSchema | typeof ServiceContractSchema, message: object) => () =>
      client.call(path, [schema, ResponseSchema], message);
  const one = async (path: '/v1.PolarisGRPC/Discover') => {
    const stream = client.stream(path, [DiscoverRequestSchema, DiscoverResponseSchema]);
    const answer = await stream.ask({ type: Asked.INSTANCE, service: { namespace: 'audited', name: 'pay' } });
    stream.end();
    assert.equal(answer.code, 200000);
  };
  const beats = async (path: '/v1.PolarisHeartbeatGRPC/BatchHeartbeat') => {
    const stream = client.stream(path, [HeartbeatsRequestSchema, HeartbeatsResponseSchema]);
    await stream.ask({ heartbeats: [{ ...instance, instanceId: id }] });
    stream.end();
  };
  const register = '/v1.PolarisGRPC/RegisterInstance';
  const report = '/v1.PolarisServiceContractGRPC/ReportServiceContract';
  return [
    [register, unary(register, InstanceSchema, instance), 'register'],
    // Once more it has a new revision, so it is a change.
    [register, unary(register, InstanceSchema, instance), 'register'],
    ['/v1.PolarisGRPC/Heartbeat', unary('/v1.PolarisGRPC/Heartbeat', InstanceSchema, instance)],
    ['/v1.PolarisHeartbeatGRPC/BatchHeartbeat', () => beats('/v1.PolarisHeartbeatGRPC/BatchHeartbeat')],
    [
      '/v1.PolarisHeartbeatGRPC/BatchGetHeartbeat',
      () =>
        client.call(
          '/v1.PolarisHeartbeatGRPC/BatchGetHeartbeat',
          [GetHeartbeatsRequestSchema, GetHeartbeatsResponseSchema],
          { instanceIds: [id] },
        ),
    ],
    [
      '/v1.PolarisHeartbeatGRPC/BatchDelHeartbeat',
      () =>
        client.call(
          '/v1.PolarisHeartbeatGRPC/BatchDelHeartbeat',
          [DelHeartbeatsRequestSchema, DelHeartbeatsResponseSchema],
          { instanceIds: [id] },
        ),
    ],
    ['/v1.PolarisGRPC/Discover', () => one('/v1.PolarisGRPC/Discover')],
    [
      '/v1.PolarisGRPC/ReportClient',
      () =>
        client.call('/v1.PolarisGRPC/ReportClient', [ClientSchema, ResponseSchema], {
          host: '10.0.0.9',
          version: '1',
          id: 'client-1',
        }),
      'report',
    ],
    [report, unary(report, ServiceContractSchema, contract), 'contract'],
    [
      '/v1.PolarisServiceContractGRPC/GetServiceContract',
      unary('/v1.PolarisServiceContractGRPC/GetServiceContract', ServiceContractSchema, contract),
    ],
    [
      '/v1.PolarisGRPC/DeregisterInstance',
      unary('/v1.PolarisGRPC/DeregisterInstance', InstanceSchema, instance),
      'deregister',
    ],
  ];
};
