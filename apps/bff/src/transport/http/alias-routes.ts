import type { Response } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import {
  type ServiceAlias as AliasMessage,
  AliasType,
  ServiceAliasSchema,
} from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { isDone, type Outcome, refused } from '@cynosure/shared/outcome.ts';
import { tenantOfCaller } from '../../access/caller.ts';
import { namespaceRef, refOfService, serviceRef } from '../../access/refs.ts';
import { type AliasDraft, createAlias, deleteAlias, updateAlias } from '../../registry/commands/aliases.ts';
import { listAliases } from '../../registry/queries/aliases.ts';
import { parseAliasDraft, parseAliasName, parseAliasUpdate } from '../parse/alias.ts';
import { collectedVerdict, finalVerdict } from './batch.ts';
import { manyFromBody, oneFromBody } from './json-body.ts';
import { pagingOf, strictParameters } from './list-query.ts';
import type { RegistryParts } from './registry-parts.ts';
import { batchRefusal, batchReply, emptyEntry, entry, page, pageRefusal, single } from './reply.ts';
import type { Call, Reply, Route } from './route.ts';
import { rowRights, seenServices } from './sight.ts';
import { aliasRow } from './wire-views.ts';

/** Other names of services (contract/http-naming.md §4). */
export function aliasRoutes(parts: RegistryParts): Route[] {
  const surface = 'console';
  return [
    {
      method: 'POST',
      path: '/naming/v1/service/alias',
      surface,
      needs: 'CreateServiceAlias',
      handle: (call) => createOne(parts, call),
    },
    {
      method: 'PUT',
      path: '/naming/v1/service/alias',
      surface,
      needs: 'UpdateServiceAlias',
      handle: (call) => updateOne(parts, call),
    },
    {
      method: 'POST',
      path: '/naming/v1/service/aliases/delete',
      surface,
      needs: 'DeleteServiceAliases',
      handle: (call) => deleteMany(parts, call),
    },
    {
      method: 'GET',
      path: '/naming/v1/service/aliases',
      surface,
      needs: 'DescribeServiceAliases',
      handle: (call) => list(parts, call),
    },
  ];
}

async function createOne({ registry }: RegistryParts, call: Call): Promise<Reply> {
  const item = oneFromBody(call, ServiceAliasSchema);
  if (!isDone(item)) return single(item);
  const { message } = item.value;
  const asked = parseCreation(message);
  if (!isDone(asked)) return single(asked, { alias: message });
  const { source, namespace: place } = asked.value;
  // A name in a namespace is made there, and leads calls to the service.
  const about = [
    serviceRef(registry.state, source.namespace, source.service),
    namespaceRef(registry.state, place),
  ];
  const admission = call.admit({ about });
  if (!isDone(admission)) return single(admission, { alias: message });
  const owners = tenantOfCaller(admission.value);
  const draft = { ...asked.value, owners };
  const created = await registry.run(createAlias(draft, call.actor(admission.value)));
  if (!isDone(created)) return single(created, { alias: { ...message, owners } });
  const { service, namespace, alias, aliasNamespace, type } = message;
  return single(created, {
    alias: {
      type,
      serviceToken: created.value.token,
      alias: alias ?? '',
      aliasNamespace: aliasNamespace ?? '',
      service: service ?? '',
      namespace: namespace ?? '',
    },
  });
}

/** No namespace is set up for aliases with generated names of type CL5SID (contract §4). */
function parseCreation(message: AliasMessage): Outcome<AliasDraft> {
  if (message.type === AliasType.CL5SID) return refused('InvalidNamespaceWithAlias');
  // Owners are the caller's, who is not known yet.
  return parseAliasDraft(message, '');
}

async function updateOne({ registry }: RegistryParts, call: Call): Promise<Reply> {
  const item = oneFromBody(call, ServiceAliasSchema);
  if (!isDone(item)) return single(item);
  const { message } = item.value;
  const asked = parseAliasUpdate(message);
  if (!isDone(asked)) return single(asked, { alias: message });
  const { name, patch } = asked.value;
  const about = [name, patch.source].map((one) => serviceRef(registry.state, one.namespace, one.service));
  const admission = call.admit({ about });
  if (!isDone(admission)) return single(admission);
  const by = call.actor(admission.value);
  return single(await registry.run(updateAlias(name.namespace, name.service, patch, by)), { alias: message });
}

async function deleteMany({ registry }: RegistryParts, call: Call): Promise<Reply> {
  const items = manyFromBody(call, ServiceAliasSchema);
  if (!isDone(items)) return batchRefusal(items);
  const asked = items.value.map(({ message }) => ({ message, name: parseAliasName(message) }));
  if (asked.some(({ name }) => !isDone(name))) {
    const responses = asked.map(({ message, name }) =>
      isDone(name) ? emptyEntry() : entry(name, { alias: message }),
    );
    return batchReply(collectedVerdict(responses), responses);
  }
  const about = asked.flatMap(({ name }) =>
    isDone(name) ? [serviceRef(registry.state, name.value.namespace, name.value.service)] : [],
  );
  const admission = call.admit({ about });
  if (!isDone(admission)) return batchRefusal(admission);
  const by = call.actor(admission.value);
  const deletions = asked.flatMap(({ message, name }): Promise<Response>[] => {
    if (!isDone(name)) return [];
    const { namespace, service } = name.value;
    return [registry.run(deleteAlias(namespace, service, by)).then((one) => entry(one, { alias: message }))];
  });
  const responses = await Promise.all(deletions);
  return batchReply(finalVerdict(responses), responses);
}

const RIGHTS = { edit: 'UpdateServiceAlias', remove: 'DeleteServiceAliases' } as const;

const FILTERS = ['alias', 'alias_namespace', 'service', 'namespace', 'owner'] as const;

function list({ registry }: RegistryParts, call: Call): Reply {
  const paging = pagingOf(call.query);
  // Whatever is wrong, the bare text is said; empty values are values here.
  const given = strictParameters(call.query, FILTERS, FILTERS);
  if (!isDone(paging) || !isDone(given)) return pageRefusal(refused('InvalidParameter'));
  const admission = call.admit({ about: 'something' });
  if (!isDone(admission)) return pageRefusal(admission);
  const { value: caller } = admission;
  const { alias, alias_namespace: aliasNamespace, service, namespace, owner } = given.value;
  const maySee = seenServices(call, caller, 'DescribeServiceAliases');
  const query = { ...paging.value, alias, aliasNamespace, service, namespace, owner, maySee };
  const { amount, rows } = listAliases(registry.state, query);
  const aliases = rows.map((row) => aliasRow(row, rowRights(call, caller, RIGHTS, refOfService(row.source))));
  return page(amount, rows.length, { aliases });
}
