import type { Response } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import {
  type Service as ServiceMessage,
  ServiceSchema,
} from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { done, isDone, type Outcome, refused } from '@cynosure/shared/outcome.ts';
import { type Caller, tenantOfCaller } from '../../access/caller.ts';
import { sharing } from '../../access/commands/grants.ts';
import { NO_PERMISSION } from '../../access/gate.ts';
import { namespaceRef, serviceRef } from '../../access/refs.ts';
import type { Ref } from '../../access/resource.ts';
import {
  createService,
  resetServiceToken,
  type ServiceDraft,
  type ServicePatch,
  updateService,
} from '../../registry/commands/services.ts';
import { deleteService } from '../../registry/commands/services-delete.ts';
import type { ServiceName } from '../../registry/model.ts';
import { parseServiceDraft, parseServiceName, parseServiceUpdate } from '../parse/service.ts';
import { collectedVerdict, finalVerdict } from './batch.ts';
import { manyFromBody, oneFromBody } from './json-body.ts';
import type { RegistryParts } from './registry-parts.ts';
import { batchRefusal, batchReply, emptyEntry, entry, page, pageRefusal, single } from './reply.ts';
import type { Call, Reply, Route } from './route.ts';
import { mayShare, sharingOf, sharingOfNew } from './sharing.ts';

/** Writes and tokens of services (contract/http-naming.md §3); the lists are in service-lists.ts. */
export function serviceRoutes(parts: RegistryParts): Route[] {
  const surface = 'console';
  return [
    {
      method: 'POST',
      path: '/naming/v1/services',
      surface,
      needs: 'CreateServices',
      // Owners are the caller's, who is not known yet when the parameters are checked.
      handle: (call) =>
        writeMany(
          call,
          (message) => parseServiceDraft(message, ''),
          ({ namespace }) => namespaceRef(parts.registry.state, namespace),
          (draft, message, caller) =>
            createOne(parts, { ...draft, owners: tenantOfCaller(caller) }, message, caller, call),
        ),
    },
    {
      method: 'PUT',
      path: '/naming/v1/services',
      surface,
      needs: 'UpdateServices',
      handle: (call) =>
        writeMany(
          call,
          parseServiceUpdate,
          ({ name }) => serviceRef(parts.registry.state, name.namespace, name.service),
          ({ name, patch }, message, caller) => updateOne(parts, name, patch, message, caller, call),
        ),
    },
    {
      method: 'POST',
      path: '/naming/v1/services/delete',
      surface,
      needs: 'DeleteServices',
      handle: (call) =>
        writeMany(
          call,
          parseServiceName,
          ({ namespace, service }) => serviceRef(parts.registry.state, namespace, service),
          async ({ namespace, service }, message, caller) => {
            const outcome = await parts.registry.run(deleteService(namespace, service, call.actor(caller)));
            return entry(outcome, { service: message });
          },
        ),
    },
    {
      method: 'GET',
      path: '/naming/v1/service/token',
      surface,
      needs: 'DescribeServiceToken',
      handle: (call) => readToken(parts, call),
    },
    {
      method: 'PUT',
      path: '/naming/v1/service/token',
      surface,
      needs: 'UpdateServiceToken',
      handle: (call) => resetToken(parts, call),
    },
    {
      method: 'POST',
      path: '/naming/v1/service/owner',
      surface,
      needs: 'DescribeServiceOwner',
      handle: (call) => owners(parts, call),
    },
  ];
}

/**
 * The parameters of all items are checked before anything else; one fault, and nothing is done. The faulty
 * items are answered with their request, the others with an empty entry (contract §1.4).
 */
async function writeMany<Asked>(
  call: Call,
  parse: (message: ServiceMessage) => Outcome<Asked>,
  refOf: (asked: Asked) => Ref,
  write: (asked: Asked, message: ServiceMessage, caller: Caller) => Promise<Response>,
): Promise<Reply> {
  const items = manyFromBody(call, ServiceSchema);
  if (!isDone(items)) return batchRefusal(items);
  const asked = items.value.map(({ message }) => ({ message, parsed: parse(message) }));
  if (asked.some(({ parsed }) => !isDone(parsed))) {
    const responses = asked.map(({ message, parsed }) =>
      isDone(parsed) ? emptyEntry() : entry(parsed, { service: message }),
    );
    return batchReply(collectedVerdict(responses), responses);
  }
  const things = asked.flatMap(({ message, parsed }) =>
    isDone(parsed) ? [{ message, ref: refOf(parsed.value) }] : [],
  );
  const admission = call.admit({ about: things.map(({ ref }) => ref) });
  if (!isDone(admission)) return batchRefusal(admission);
  // What is made in a namespace belongs to who makes it, so that one may share it.
  const existing = things.filter(({ ref }) => ref.kind === 'services');
  if (!mayShare(call, admission.value, existing)) return batchRefusal(NO_PERMISSION);
  const writes = asked.flatMap(({ message, parsed }) =>
    isDone(parsed) ? [write(parsed.value, message, admission.value)] : [],
  );
  // All are handed over at once; the sequencer keeps those of one name in this order.
  const responses = await Promise.all(writes);
  return batchReply(finalVerdict(responses), responses);
}

async function updateOne(
  { registry, book }: RegistryParts,
  { namespace, service }: ServiceName,
  patch: ServicePatch,
  message: ServiceMessage,
  caller: Caller,
  call: Call,
): Promise<Response> {
  const command = sharing(
    updateService(namespace, service, patch, call.actor(caller), 'go'),
    book,
    sharingOf(caller, message),
    ({ id }) => ({ kind: 'services', id }),
  );
  return entry(await registry.run(command), { service: message });
}

async function createOne(
  { registry, book }: RegistryParts,
  draft: ServiceDraft,
  message: ServiceMessage,
  caller: Caller,
  call: Call,
): Promise<Response> {
  const { owners } = draft;
  const command = createService(draft, call.actor(caller));
  const created = await registry.run(
    sharing(command, book, sharingOfNew(caller, message), (one) =>
      one.kind === 'created' ? { kind: 'services', id: one.service.id } : undefined,
    ),
  );
  if (!isDone(created)) return entry(created, { service: { ...message, owners } });
  if (created.value.kind === 'exists') {
    return entry(refused('ExistedResource'), { service: { ...message, owners, id: created.value.id } });
  }
  const { id, name, namespace, token } = created.value.service;
  return entry(created, { service: { id, name, namespace, token } });
}

function readToken({ registry }: RegistryParts, call: Call): Reply {
  const name = call.query.get('name') ?? '';
  const namespace = call.query.get('namespace') ?? '';
  const admission = call.admit({ about: [serviceRef(registry.state, namespace, name)] });
  if (!isDone(admission)) return single(admission);
  const service = registry.state.services.resolve(namespace, name)?.service;
  if (service === undefined) return single(refused('NotFoundResource'), { service: { name, namespace } });
  return single(done(null), { service: { name, namespace, token: service.token } });
}

async function resetToken({ registry }: RegistryParts, call: Call): Promise<Reply> {
  const item = oneFromBody(call, ServiceSchema);
  if (!isDone(item)) return single(item);
  const { message } = item.value;
  const asked = parseServiceName(message);
  if (!isDone(asked)) return single(asked, { service: message });
  const { namespace, service: name } = asked.value;
  const admission = call.admit({ about: [serviceRef(registry.state, namespace, name)] });
  if (!isDone(admission)) return single(admission);
  const reset = await registry.run(resetServiceToken(namespace, name, call.actor(admission.value)));
  if (!isDone(reset)) return single(reset, { service: message });
  return single(reset, { service: { name, namespace, token: reset.value.token } });
}

/** Services that are not there are left out. */
function owners({ registry }: RegistryParts, call: Call): Reply {
  const items = manyFromBody(call, ServiceSchema);
  if (!isDone(items)) return pageRefusal(items);
  const refs = items.value.map(({ message: { namespace = '', name = '' } }) =>
    serviceRef(registry.state, namespace, name),
  );
  const admission = call.admit({ about: refs });
  if (!isDone(admission)) return pageRefusal(admission);
  const services = items.value.flatMap(({ message: { namespace = '', name = '' } }) => {
    const service = registry.state.services.resolve(namespace, name)?.service;
    return service === undefined ? [] : [{ name, namespace, owners: service.owners }];
  });
  return page(services.length, services.length, { services });
}
