import { create } from '@bufbuild/protobuf';
import { SummarySchema } from '@cynosure/proto/v1/model/model_pb.ts';
import {
  type Namespace as NamespaceMessage,
  NamespaceSchema,
} from '@cynosure/proto/v1/model/namespace_pb.ts';
import type { Response } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { done, isDone, refused } from '@cynosure/shared/outcome.ts';
import { type Caller, tenantOfCaller } from '../../access/caller.ts';
import { sharing } from '../../access/commands/grants.ts';
import { NO_PERMISSION } from '../../access/gate.ts';
import { namespaceRef, refOfNamespace } from '../../access/refs.ts';
import type { Ref } from '../../access/resource.ts';
import {
  createNamespace,
  deleteNamespace,
  resetNamespaceToken,
  updateNamespace,
} from '../../registry/commands/namespaces.ts';
import type { Actor } from '../../registry/model.ts';
import { countsOfNamespace, listNamespaces } from '../../registry/queries/namespaces.ts';
import { parseNamespaceDraft, parseNamespaceName, parseNamespaceUpdate } from '../parse/namespace.ts';
import { collectedVerdict } from './batch.ts';
import { manyFromBody, oneFromBody } from './json-body.ts';
import { pagingOf } from './list-query.ts';
import type { RegistryParts } from './registry-parts.ts';
import { batchRefusal, batchReply, entry, page, pageRefusal, single } from './reply.ts';
import type { Call, Reply, Route } from './route.ts';
import { mayShare, sharingOf, sharingOfNew } from './sharing.ts';
import { rowRights } from './sight.ts';
import { namespaceRow } from './wire-views.ts';

/** The namespaces of contract/http-naming.md §2, under both prefixes. */
export function namespaceRoutes(parts: RegistryParts): Route[] {
  const surface = 'console';
  const prefixes = [
    { many: '/naming/v1/namespaces', token: '/naming/v1/namespace/token' },
    { many: '/core/v1/namespaces', token: '/core/v1/namespaces/token' },
  ];
  return prefixes.flatMap(({ many, token }): Route[] => [
    {
      method: 'POST',
      path: many,
      surface,
      needs: 'CreateNamespaces',
      handle: (call) => writeMany(call, 'anew', (message, caller) => createOne(parts, message, caller, call)),
    },
    {
      method: 'PUT',
      path: many,
      surface,
      needs: 'UpdateNamespaces',
      handle: (call) =>
        writeMany(call, namedIn(parts), (message, caller) => updateOne(parts, message, caller, call)),
    },
    {
      method: 'POST',
      path: `${many}/delete`,
      surface,
      needs: 'DeleteNamespaces',
      handle: (call) =>
        writeMany(call, namedIn(parts), (message, caller) => deleteOne(parts, message, call.actor(caller))),
    },
    { method: 'GET', path: many, surface, needs: 'DescribeNamespaces', handle: (call) => list(parts, call) },
    {
      method: 'GET',
      path: token,
      surface,
      needs: 'DescribeNamespaceToken',
      handle: (call) => readToken(parts, call),
    },
    {
      method: 'PUT',
      path: token,
      surface,
      needs: 'UpdateNamespaceToken',
      handle: (call) => resetToken(parts, call),
    },
  ]);
}

/**
 * The caller is asked for before the array is looked at; each item is checked and done by itself, and the
 * highest code of all is the envelope's (contract §1.4).
 */
async function writeMany(
  call: Call,
  about: 'anew' | ((message: NamespaceMessage) => Ref),
  write: (message: NamespaceMessage, caller: Caller) => Promise<Response>,
): Promise<Reply> {
  const items = manyFromBody(call, NamespaceSchema);
  const isWellFormed = isDone(items) || items.code === 'EmptyRequest' || items.code === 'BatchSizeOverLimit';
  if (!isWellFormed) return batchRefusal(items);
  const things = isDone(items) && about !== 'anew' ? thingsOf(items.value, about) : [];
  // An array that is refused as a whole is about nothing in particular.
  const admission = call.admit({
    about: about === 'anew' ? about : isDone(items) ? things.map(({ ref }) => ref) : 'something',
  });
  if (admission.code !== 'ExecuteSuccess') return batchRefusal(admission);
  if (items.code !== 'ExecuteSuccess') return batchRefusal(items);
  if (!mayShare(call, admission.value, things)) return batchRefusal(NO_PERMISSION);
  // All are handed over at once; the sequencer keeps those of one name in this order.
  const responses = await Promise.all(items.value.map(({ message }) => write(message, admission.value)));
  return batchReply(collectedVerdict(responses), responses);
}

const namedIn =
  ({ registry }: RegistryParts) =>
  ({ name = '' }: NamespaceMessage): Ref =>
    namespaceRef(registry.state, name);

const thingsOf = (
  items: readonly { readonly message: NamespaceMessage }[],
  refOf: (message: NamespaceMessage) => Ref,
) => items.map(({ message }) => ({ message, ref: refOf(message) }));

async function createOne(
  { registry, book }: RegistryParts,
  message: NamespaceMessage,
  caller: Caller,
  call: Call,
): Promise<Response> {
  const owners = tenantOfCaller(caller);
  const draft = parseNamespaceDraft(message, owners);
  const created = isDone(draft)
    ? await registry.run(
        sharing(
          createNamespace(draft.value, call.actor(caller)),
          book,
          sharingOfNew(caller, message),
          ({ name }) => ({ kind: 'namespaces', id: name }),
        ),
      )
    : draft;
  if (created.code !== 'ExecuteSuccess') return entry(created, { namespace: { ...message, owners } });
  const { name, token } = created.value;
  return entry(created, { namespace: { name, token } });
}

async function updateOne(
  { registry, book }: RegistryParts,
  message: NamespaceMessage,
  caller: Caller,
  call: Call,
): Promise<Response> {
  const asked = parseNamespaceUpdate(message);
  if (!isDone(asked)) return entry(asked, { namespace: message });
  const { name, patch } = asked.value;
  const command = sharing(
    updateNamespace(name, patch, call.actor(caller)),
    book,
    sharingOf(caller, message),
    () => ({ kind: 'namespaces', id: name }),
  );
  return entry(await registry.run(command), { namespace: message });
}

async function deleteOne(
  { registry }: RegistryParts,
  message: NamespaceMessage,
  by: Actor,
): Promise<Response> {
  const name = parseNamespaceName(message);
  const outcome = name.code === 'ExecuteSuccess' ? await registry.run(deleteNamespace(name.value, by)) : name;
  return entry(outcome, { namespace: message });
}

const RIGHTS = { edit: 'UpdateNamespaces', remove: 'DeleteNamespaces' } as const;

function list({ registry }: RegistryParts, call: Call): Reply {
  const admission = call.admit({ about: 'something' });
  if (admission.code !== 'ExecuteSuccess') return pageRefusal(admission);
  const paging = pagingOf(call.query);
  if (paging.code !== 'ExecuteSuccess') return pageRefusal(paging);
  const given = (key: string) => call.query.getAll(key).filter((value) => value !== '');
  const { state } = registry;
  const { amount, rows } = listNamespaces(state, {
    names: given('name'),
    owners: given('owner'),
    maySee: (name) => call.may(admission.value, 'DescribeNamespaces', [namespaceRef(state, name)]),
    ...paging.value,
  });
  const summary = create(SummarySchema);
  const namespaces = rows.map((row) => {
    const counts = countsOfNamespace(state, row.name);
    summary.totalServiceCount += counts.services;
    summary.totalInstanceCount += counts.instances;
    summary.totalHealthInstanceCount += counts.callable;
    const rights = rowRights(call, admission.value, RIGHTS, refOfNamespace(row));
    return namespaceRow(row, counts, rights);
  });
  return page(amount, rows.length, { namespaces, summary });
}

function readToken({ registry }: RegistryParts, call: Call): Reply {
  const name = call.query.get('name') ?? '';
  const admission = call.admit({ about: [namespaceRef(registry.state, name)] });
  if (admission.code !== 'ExecuteSuccess') return single(admission);
  const namespace = registry.state.services.namespaces.get(name);
  if (namespace === undefined) return single(refused('NotFoundResource'), { namespace: { name } });
  return single(done(null), { namespace: { name, token: namespace.token } });
}

async function resetToken({ registry }: RegistryParts, call: Call): Promise<Reply> {
  const item = oneFromBody(call, NamespaceSchema);
  if (item.code !== 'ExecuteSuccess') return single(item);
  const { message } = item.value;
  const name = parseNamespaceName(message);
  if (name.code !== 'ExecuteSuccess') return single(name, { namespace: message });
  const admission = call.admit({ about: [namespaceRef(registry.state, name.value)] });
  if (admission.code !== 'ExecuteSuccess') return single(admission);
  const reset = await registry.run(resetNamespaceToken(name.value, call.actor(admission.value)));
  if (reset.code !== 'ExecuteSuccess') return single(reset, { namespace: message });
  return single(reset, { namespace: { name: name.value, token: reset.value.token } });
}
