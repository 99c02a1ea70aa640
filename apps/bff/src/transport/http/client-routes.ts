import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { ClientSchema } from '@cynosure/proto/v1/service_manage/client_pb.ts';
import {
  DiscoverRequest_DiscoverRequestTypeSchema as AskedSchema,
  DiscoverRequestSchema,
} from '@cynosure/proto/v1/service_manage/request_pb.ts';
import {
  type DiscoverResponse,
  DiscoverResponseSchema,
  type Response,
  ResponseSchema,
} from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { discoverNeeds, rpcDeclarations } from '../../access/rpcs.ts';
import { discoverClient } from '../../registry/uptake.ts';
import type { ClientParts } from '../client/client-parts.ts';
import { type DiscoverGuard, discover } from '../client/discover-call.ts';
import { deregister, heartbeat, register } from '../client/instance-calls.ts';
import { report } from '../client/report-call.ts';
import { jsonOf } from '../proto-json.ts';
import { withoutUnhealthy } from './healthy-only.ts';
import { InstancesJson } from './instances-json.ts';
import { oneFromBody } from './json-body.ts';
import { envelope, single } from './reply.ts';
import type { Call, Reply, Route } from './route.ts';

/** The calls of clients over HTTP: the same functions as behind gRPC (contract/http-naming.md §7). */
export function clientRoutes(parts: ClientParts): Route[] {
  const json = new InstancesJson(parts.registry.discovery);
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
      handle: (call) => answerDiscover(parts, json, call),
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

function answerDiscover({ registry, uptake }: ClientParts, json: InstancesJson, call: Call): Reply {
  const item = oneFromBody(call, DiscoverRequestSchema);
  if (!isDone(item)) return single(item);
  const question = item.value.message;
  const { head, found, missed } = discover(registry, question, guardOf(call));
  const userAgent = call.header('user-agent') ?? '';
  const client = discoverClient({ host: call.address, door: 'http', userAgent });
  if (missed !== undefined) uptake.missed(client, missed.namespace, missed.name);
  if (found === undefined) return envelope(DiscoverResponseSchema, verdictOf(head), head);
  const { discovered, sent } = found;
  uptake.seen(client, discovered, question.service?.revision ?? '', sent);
  if (!sent) return envelope(DiscoverResponseSchema, verdictOf(head), head);
  if (question.Filter?.OnlyHealthyInstance) {
    const metadata = discovered.source?.service.metadata ?? {};
    const instances = withoutUnhealthy(json.messages(discovered), metadata);
    return envelope(DiscoverResponseSchema, verdictOf(head), { ...head, instances });
  }
  return withInstances(head, json.text(discovered));
}

const NO_INSTANCES = '"instances":[]';

/** A head without instances, and their text in its place. Quotes in texts are escaped, so the member is the first match. */
function withInstances(head: DiscoverResponse, text: string): Reply {
  const { code, info } = verdictOf(head);
  return {
    kind: 'envelope',
    code,
    info,
    render(shown) {
      const whole = jsonOf(DiscoverResponseSchema, { ...head, info: shown });
      const at = whole.indexOf(NO_INSTANCES) + NO_INSTANCES.length - 1;
      return whole.slice(0, at) + text + whole.slice(at);
    },
  };
}

const guardOf = (call: Call): DiscoverGuard => ({
  isOpen: call.isOpenToClients,
  admit({ type }, about) {
    const name = AskedSchema.value[type]?.name ?? '';
    // What is not in the table has no content, so whoever asks may have it.
    return call.admit({ needs: discoverNeeds[name] ?? 'open', about });
  },
  maySee: (caller, ref) => call.clientMay(caller, 'DiscoverServices', [ref]),
});

const verdictOf = ({ code = 0, info = '' }: Pick<Response | DiscoverResponse, 'code' | 'info'>) => ({
  code,
  info,
});
