import type { Response } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import {
  type Instance as InstanceMessage,
  InstanceSchema,
} from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { done, isDone, type Outcome, refused } from '@cynosure/shared/outcome.ts';
import { type Caller, tenantOfCaller } from '../../access/caller.ts';
import { type GateRefusal, withReason } from '../../access/gate.ts';
import { refsOfInstance, refsOfRegistration, serviceRef } from '../../access/refs.ts';
import type { Ref } from '../../access/resource.ts';
import {
  createInstance,
  deleteInstance,
  deleteInstancesOnHost,
} from '../../registry/commands/instances-by-hand.ts';
import { instanceIdOf } from '../../registry/commands/new-ids.ts';
import type { Registration } from '../../registry/commands/register-instance.ts';
import { updateInstance } from '../../registry/commands/update-instance.ts';
import type { Actor } from '../../registry/model.ts';
import { parseDeregistration, parseHostTarget, parseRegistration, parseUpdate } from '../parse/instance.ts';
import { collectedVerdict, finalVerdict } from './batch.ts';
import { isolateOne, parseIsolation } from './isolate-host.ts';
import { type Item, manyFromBody } from './json-body.ts';
import type { RegistryParts } from './registry-parts.ts';
import { batchRefusal, batchReply, entry } from './reply.ts';
import type { Call, Reply, Route } from './route.ts';

/** Writes of instances (contract/http-naming.md §5); the lists are in instance-lists.ts. */
export function instanceRoutes(parts: RegistryParts): Route[] {
  const { registry } = parts;
  const { state } = registry;
  const surface = 'console';
  return [
    {
      method: 'POST',
      path: '/naming/v1/instances',
      surface,
      needs: 'CreateInstances',
      handle: (call) =>
        writeMany(
          call,
          'inEntry',
          creationParser(),
          ({ registration }) => refsOfRegistration(state, registration),
          (creation, message, by, caller) => createOne(parts, creation, message, by, tenantOfCaller(caller)),
        ),
    },
    {
      method: 'PUT',
      path: '/naming/v1/instances',
      surface,
      needs: 'UpdateInstances',
      handle: (call) =>
        writeMany(
          call,
          'inInfo',
          ({ message }) => parseUpdate(message),
          ({ id }, message) => refsOfInstance(state, id, message),
          async ({ id, patch }, message, by) =>
            entry(await registry.run(updateInstance(id, patch, by)), { instance: { ...message, id } }),
        ),
    },
    {
      method: 'POST',
      path: '/naming/v1/instances/delete',
      surface,
      needs: 'DeleteInstances',
      handle: (call) =>
        writeMany(
          call,
          'inEntry',
          ({ message }) => parseDeregistration(message),
          ({ id }, message) => refsOfInstance(state, id, message),
          async ({ id }, message, by) =>
            entry(await registry.run(deleteInstance(id, by)), { instance: { ...message, id } }),
        ),
    },
    {
      method: 'POST',
      path: '/naming/v1/instances/delete/host',
      surface,
      needs: 'DeleteInstancesByHost',
      handle: (call) =>
        writeMany(
          call,
          'nowhere',
          ({ message }) => parseHostTarget(message),
          ({ namespace, service }) => [serviceRef(state, namespace, service)],
          async (target, message, by) =>
            entry(await registry.run(deleteInstancesOnHost(target, target.host, by)), { instance: message }),
        ),
    },
    {
      method: 'PUT',
      path: '/naming/v1/instances/isolate/host',
      surface,
      needs: 'UpdateInstancesIsolate',
      handle: (call) =>
        writeMany(
          call,
          'inInfo',
          parseIsolation,
          ({ namespace, service }) => [serviceRef(state, namespace, service)],
          async (asked, message, by) =>
            entry(await isolateOne(registry, asked, by, call), { instance: message }),
        ),
    },
  ];
}

/** Where a refusal of the gate shows its reason (contract §1.4, authorization failure). */
type ReasonShown = 'inEntry' | 'inInfo' | 'nowhere';

/**
 * All items are checked before anything else; one fault, and nothing is done and only the faulty ones are
 * answered (contract §1.4).
 */
async function writeMany<Asked>(
  call: Call,
  reasonShown: ReasonShown,
  parse: (item: Item<typeof InstanceSchema>) => Outcome<Asked>,
  refsOf: (asked: Asked, message: InstanceMessage) => readonly Ref[],
  write: (asked: Asked, message: InstanceMessage, by: Actor, caller: Caller) => Promise<Response>,
): Promise<Reply> {
  const items = manyFromBody(call, InstanceSchema);
  if (!isDone(items)) return batchRefusal(items);
  const faults: Response[] = [];
  const asked: { value: Asked; message: InstanceMessage }[] = [];
  for (const item of items.value) {
    const parsed = parse(item);
    if (isDone(parsed)) asked.push({ value: parsed.value, message: item.message });
    else faults.push(entry(parsed, { instance: item.message }));
  }
  if (faults.length > 0) return batchReply(collectedVerdict(faults), faults);
  const about = asked.flatMap(({ value, message }) => refsOf(value, message));
  const admission = call.admit({ about });
  if (!isDone(admission)) return refusedByGate(admission, reasonShown);
  const by = call.actor(admission.value);
  const responses = await Promise.all(
    asked.map(({ value, message }) => write(value, message, by, admission.value)),
  );
  return batchReply(finalVerdict(responses), responses);
}

function refusedByGate(refusal: GateRefusal, shown: ReasonShown): Reply {
  if (shown === 'inInfo') return batchRefusal(withReason(refusal));
  if (shown === 'nowhere') return batchRefusal(refusal);
  const responses = [entry(withReason(refusal))];
  return batchReply(collectedVerdict(responses), responses);
}

interface Creation {
  readonly registration: Registration;
  readonly id: string;
  /** An item before it, in the same array, is the same instance. */
  readonly isRepeated: boolean;
}

/** A parser of one array: it remembers which instances it has seen. */
function creationParser(): (item: Item<typeof InstanceSchema>) => Outcome<Creation> {
  const seen = new Set<string>();
  return ({ message }) => {
    const registration = parseRegistration(message);
    if (!isDone(registration)) return registration;
    const id = registration.value.id ?? instanceIdOf(registration.value);
    const isRepeated = seen.has(id);
    seen.add(id);
    return done({ registration: registration.value, id, isRepeated });
  };
}

async function createOne(
  { registry }: RegistryParts,
  { registration, id, isRepeated }: Creation,
  message: InstanceMessage,
  by: Actor,
  owners: string,
): Promise<Response> {
  const outcome = isRepeated
    ? refused('SameInstanceRequest')
    : await registry.run(createInstance(registration, by, owners));
  // The name of an alias: no instance at all, as over gRPC (contract/grpc-naming.md §3.2).
  if (outcome.code === 'BadRequest') return entry(outcome);
  if (!isDone(outcome)) return entry(outcome, { instance: { ...message, id } });
  const { namespace, service, vpcId, host, port } = outcome.value;
  const instance = { id, namespace, service, host, port, ...(vpcId === null ? {} : { vpcId }) };
  return entry(outcome, { instance });
}
