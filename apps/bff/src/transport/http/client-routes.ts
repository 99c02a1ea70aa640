import { type DescMessage, fromBinary, type MessageShape } from '@bufbuild/protobuf';
import { ClientSchema } from '@cynosure/proto/v1/service_manage/client_pb.ts';
import {
  DiscoverRequest_DiscoverRequestTypeSchema as AskedSchema,
  type DiscoverRequest,
  DiscoverRequestSchema,
} from '@cynosure/proto/v1/service_manage/request_pb.ts';
import {
  type DiscoverResponse,
  DiscoverResponseSchema,
  type Response,
  ResponseSchema,
} from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { type Instance, InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { discoverNeeds, rpcDeclarations } from '../../access/rpcs.ts';
import type { Discovered } from '../../registry/discovery.ts';
import { discoverClient } from '../../registry/uptake.ts';
import type { ClientParts } from '../client/client-parts.ts';
import { discover } from '../client/discover-call.ts';
import { deregister, heartbeat, register } from '../client/instance-calls.ts';
import { report } from '../client/report-call.ts';
import { withoutUnhealthy } from './healthy-only.ts';
import { oneFromBody } from './json-body.ts';
import { envelope, single } from './reply.ts';
import type { Call, Reply, Route } from './route.ts';

/** The calls of clients over HTTP: the same functions as behind gRPC (contract/http-naming.md §7). */
export function clientRoutes(parts: ClientParts): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/RegisterInstance',
      ...rpcDeclarations['/v1.PolarisGRPC/RegisterInstance'],
      handle: (call) => answered(call, InstanceSchema, (message) => register(parts, message, call)),
    },
    {
      method: 'POST',
      path: '/v1/DeregisterInstance',
      ...rpcDeclarations['/v1.PolarisGRPC/DeregisterInstance'],
      handle: (call) => answered(call, InstanceSchema, (message) => deregister(parts, message, call)),
    },
    {
      method: 'POST',
      path: '/v1/Heartbeat',
      ...rpcDeclarations['/v1.PolarisGRPC/Heartbeat'],
      handle: (call) => answered(call, InstanceSchema, (message) => heartbeat(parts, message)),
    },
    {
      method: 'POST',
      path: '/v1/ReportClient',
      ...rpcDeclarations['/v1.PolarisGRPC/ReportClient'],
      handle: (call) => answered(call, ClientSchema, (message) => report(parts, message, call)),
    },
    {
      method: 'POST',
      path: '/v1/Discover',
      ...rpcDeclarations['/v1.PolarisGRPC/Discover'],
      handle: (call) => answerDiscover(parts, call),
    },
  ];
}

async function answered<Desc extends DescMessage>(
  call: Call,
  schema: Desc,
  answer: (message: MessageShape<Desc>) => Response | Promise<Response>,
): Promise<Reply> {
  const item = oneFromBody(call, schema);
  if (!isDone(item)) return single(item);
  const response = await answer(item.value.message);
  return envelope(ResponseSchema, verdictOf(response), response);
}

function answerDiscover({ registry, uptake }: ClientParts, call: Call): Reply {
  const item = oneFromBody(call, DiscoverRequestSchema);
  if (!isDone(item)) return single(item);
  const question = item.value.message;
  const { head, found } = discover(registry, question, (asked) => refusalOf(call, asked));
  if (found !== undefined) {
    const client = discoverClient({
      host: call.address,
      door: 'http',
      userAgent: call.header('user-agent') ?? '',
    });
    uptake.seen(client, found.discovered, question.service?.revision ?? '', found.sent);
  }
  const instances = found?.sent
    ? instancesOf(registry.discovery.instancesField(found.discovered), found.discovered, question)
    : [];
  return envelope(DiscoverResponseSchema, verdictOf(head), { ...head, instances });
}

function refusalOf(call: Call, question: DiscoverRequest) {
  const name = AskedSchema.value[question.type]?.name ?? '';
  // What is not in the table has no content, so whoever asks may have it.
  const admission = call.admit(undefined, discoverNeeds[name] ?? 'open');
  return isDone(admission) ? null : admission;
}

/** The joined rows that gRPC clients get as bytes, as messages. */
function instancesOf(field: Uint8Array, { source }: Discovered, { Filter }: DiscoverRequest): Instance[] {
  const { instances } = fromBinary(DiscoverResponseSchema, field);
  return Filter?.OnlyHealthyInstance
    ? withoutUnhealthy(instances, source?.service.metadata ?? {})
    : instances;
}

const verdictOf = ({ code = 0, info = '' }: Pick<Response | DiscoverResponse, 'code' | 'info'>) => ({
  code,
  info,
});
