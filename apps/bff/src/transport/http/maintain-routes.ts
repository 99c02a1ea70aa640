import { create } from '@bufbuild/protobuf';
import { type Instance, InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { done, isDone, refused } from '@cynosure/shared/outcome.ts';
import { refsOfInstance } from '../../access/refs.ts';
import { timeText } from '../../registry/instance-codec.ts';
import type { Upkeep } from '../../upkeep/upkeep.ts';
import type { Beats } from '../client/client-parts.ts';
import { parseBeat, parseDeregistration } from '../parse/instance.ts';
import { oneFromBody, valueFromBody } from './json-body.ts';
import type { RegistryParts } from './registry-parts.ts';
import { json, single, text } from './reply.ts';
import type { Call, Reply, Route } from './route.ts';
import { heartbeatEvery } from './wire-views.ts';

export interface MaintainParts extends RegistryParts {
  readonly beats: Pick<Beats, 'lastBeat'>;
  readonly upkeep: Upkeep;
}

/** Upkeep of instances (contract/http-naming.md §8): replies are messages, refusals have codes. */
export function maintainRoutes(parts: MaintainParts): Route[] {
  const surface = 'maintain';
  return [
    {
      method: 'POST',
      path: '/maintain/v1/instance/clean',
      surface,
      needs: 'CleanInstance',
      handle: (call) => clean(parts, call),
    },
    {
      method: 'POST',
      path: '/maintain/v1/instance/batchclean',
      surface,
      needs: 'BatchCleanInstances',
      handle: (call) => batchClean(parts, call),
    },
    {
      method: 'GET',
      path: '/maintain/v1/instance/heartbeat',
      surface,
      needs: 'DescribeInstanceLastHeartbeat',
      handle: (call) => lastHeartbeat(parts, call),
    },
  ];
}

/** Removes for good what was deregistered; what is not there, or still live, stays as it is. */
async function clean({ upkeep }: MaintainParts, call: Call): Promise<Reply> {
  const item = oneFromBody(call, InstanceSchema);
  if (!isDone(item)) return single(item);
  const { message } = item.value;
  const target = parseDeregistration(message);
  if (!isDone(target)) return single(target, { instance: message });
  const admission = call.admit();
  if (!isDone(admission)) return single(admission);
  try {
    await upkeep.cleanOne(target.value.id, call.actor(admission.value));
    return single(done(null), { instance: message });
  } catch (error) {
    return single(refused('StoreLayerException', sentenceOf(error)), { instance: message });
  }
}

async function batchClean({ upkeep }: MaintainParts, call: Call): Promise<Reply> {
  const admission = call.admit();
  if (!isDone(admission)) return text(400, admission.reason);
  const body = valueFromBody(call);
  if (!isDone(body)) return text(400, body.info ?? body.code);
  const size: unknown =
    typeof body.value === 'object' && body.value !== null && 'batch_size' in body.value
      ? body.value.batch_size
      : undefined;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) {
    return text(400, 'batch_size must be a whole number from 1');
  }
  try {
    const rows = await upkeep.cleanOld(size, call.actor(admission.value));
    return json({ rows_affected: rows });
  } catch (error) {
    return text(500, sentenceOf(error));
  }
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The last beat as the server knows it (contract §8). */
function lastHeartbeat({ registry, beats }: MaintainParts, call: Call): Reply {
  const message = instanceOf(call.query);
  const target = parseBeat(message);
  if (!isDone(target)) return single(target, { instance: message });
  const { id } = target.value;
  const admission = call.admit({ about: refsOfInstance(registry.state, id, message) });
  if (!isDone(admission)) return single(admission);
  const found = registry.state.instance(id);
  if (found === undefined || typeof found.check !== 'object') {
    return single(refused('NotFoundResource'), { instance: { ...message, id } });
  }
  const { seconds } = beats.lastBeat(id);
  const { service, namespace, host, port, vpcId, check } = found;
  return single(done(null), {
    instance: {
      id,
      service,
      namespace,
      host,
      port,
      ...(vpcId === null ? {} : { vpcId }),
      healthCheck: heartbeatEvery(check.ttlSeconds),
      metadata: {
        'last-heartbeat-timestamp': String(seconds),
        'last-heartbeat-time': timeText(seconds),
        'system-time': timeText(Math.floor(registry.clock.wallMs() / 1000)),
      },
    },
  });
}

/** By id, or by an address whose parts are all there, if only as empty ones. A port that is no number is 0. */
function instanceOf(query: URLSearchParams): Instance {
  const id = query.get('id') ?? '';
  if (id !== '') return create(InstanceSchema, { id });
  const given = (key: string) => query.get(key) ?? '';
  const port = given('port');
  return create(InstanceSchema, {
    service: given('service'),
    namespace: given('namespace'),
    vpcId: given('vpc_id'),
    host: given('host'),
    port: /^\d{1,9}$/.test(port) ? Number(port) : 0,
  });
}
