import { create } from '@bufbuild/protobuf';
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
import { ResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import type { Gate } from '../../access/gate.ts';
import { instanceRef } from '../../access/refs.ts';
import { type RpcPath, rpcDeclarations } from '../../access/rpcs.ts';
import type { ClientParts } from '../client/client-parts.ts';
import { getServiceContract, reportServiceContract } from '../client/contract-calls.ts';
import { deregister, heartbeat } from '../client/instance-calls.ts';
import { verdictOf } from '../client/replies.ts';
import { report } from '../client/report-call.ts';
import { type CallContext, grpcStatus, type Handler } from './carrier.ts';
import { discoverHandler } from './discover-handler.ts';
import { GrpcCall } from './grpc-call.ts';
import { stream, unary } from './message-handlers.ts';
import { rawBatchHeartbeat, rawHeartbeat } from './raw-heartbeat.ts';
import { rawRegister } from './raw-register.ts';
import { ReportedClients } from './reported-clients.ts';

export interface GrpcParts extends ClientParts {
  readonly gate: Gate;
}

/** Every RPC of the naming port, by its path. That all declared ones are here is checked by the type. */
export function namingHandlers(parts: GrpcParts): Record<RpcPath, Handler> {
  const { beats, gate } = parts;
  const reported = new ReportedClients();
  const callOf = (path: RpcPath, context: CallContext) => new GrpcCall(gate, rpcDeclarations[path], context);
  const refsOf = (ids: readonly string[]) => ids.flatMap((id) => instanceRef(parts.registry.state, id) ?? []);
  return {
    '/v1.PolarisGRPC/RegisterInstance': rawRegister(parts, (context) =>
      callOf('/v1.PolarisGRPC/RegisterInstance', context),
    ),
    '/v1.PolarisGRPC/DeregisterInstance': unary(InstanceSchema, ResponseSchema, (message, context) =>
      deregister(parts, message, callOf('/v1.PolarisGRPC/DeregisterInstance', context)),
    ),
    '/v1.PolarisGRPC/Heartbeat': rawHeartbeat(
      beats,
      unary(InstanceSchema, ResponseSchema, (message) => heartbeat(parts, message)),
    ),
    '/v1.PolarisGRPC/ReportClient': unary(ClientSchema, ResponseSchema, (message, context) => {
      if (message.id) reported.reported(context.peer, message.id);
      return report(parts, message, callOf('/v1.PolarisGRPC/ReportClient', context));
    }),
    '/v1.PolarisGRPC/Discover': discoverHandler({ ...parts, reported }),
    '/v1.PolarisHeartbeatGRPC/BatchHeartbeat': rawBatchHeartbeat(
      beats,
      stream(HeartbeatsRequestSchema, HeartbeatsResponseSchema, () => ({ heartbeats }) => {
        for (const { instanceId } of heartbeats) if (instanceId !== '') beats.beat(instanceId);
        return create(HeartbeatsResponseSchema);
      }),
    ),
    '/v1.PolarisHeartbeatGRPC/BatchGetHeartbeat': unary(
      GetHeartbeatsRequestSchema,
      GetHeartbeatsResponseSchema,
      ({ instanceIds }, context) => {
        const about = refsOf(instanceIds);
        const caller = callOf('/v1.PolarisHeartbeatGRPC/BatchGetHeartbeat', context).admit({ about });
        // The reply has no member for a code, so a refusal can only be the status of the call.
        if (caller.code !== 'ExecuteSuccess') {
          return { status: grpcStatus.PERMISSION_DENIED, details: verdictOf(caller).info };
        }
        // `exist` stays false also for what is known (contract/grpc-naming.md §6).
        const records = instanceIds.map((instanceId) => ({
          instanceId,
          lastHeartbeatSec: BigInt(beats.lastBeat(instanceId).seconds),
        }));
        return create(GetHeartbeatsResponseSchema, { records });
      },
    ),
    '/v1.PolarisHeartbeatGRPC/BatchDelHeartbeat': unary(
      DelHeartbeatsRequestSchema,
      DelHeartbeatsResponseSchema,
      ({ instanceIds }, context) => {
        const about = refsOf(instanceIds);
        const caller = callOf('/v1.PolarisHeartbeatGRPC/BatchDelHeartbeat', context).admit({ about });
        if (caller.code !== 'ExecuteSuccess') return create(DelHeartbeatsResponseSchema, verdictOf(caller));
        for (const id of instanceIds) beats.forget(id);
        return create(DelHeartbeatsResponseSchema);
      },
    ),
    '/v1.PolarisServiceContractGRPC/ReportServiceContract': unary(
      ServiceContractSchema,
      ResponseSchema,
      (message, context) =>
        reportServiceContract(
          parts,
          message,
          callOf('/v1.PolarisServiceContractGRPC/ReportServiceContract', context),
        ),
    ),
    '/v1.PolarisServiceContractGRPC/GetServiceContract': unary(
      ServiceContractSchema,
      ResponseSchema,
      (message, context) =>
        getServiceContract(
          parts,
          message,
          callOf('/v1.PolarisServiceContractGRPC/GetServiceContract', context),
        ),
    ),
  };
}
