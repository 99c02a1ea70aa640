import type { ContractRow } from '@cynosure/shared/console/contract.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { serviceRef } from '../../access/refs.ts';
import type { Rights } from '../../access/rights.ts';
import { deleteContract } from '../../registry/commands/contracts.ts';
import type { Contract } from '../../registry/model.ts';
import { contractVersions, isOnline } from '../../registry/queries/contracts.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { ConsoleContext } from '../context.ts';
import { permitted } from '../read/may.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, notAllowed, notFound, ok } from '../route.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { refusedThing, untyped, writing } from '../write/named-thing.ts';
import { typedBody } from '../write/naming-bodies.ts';
import { type Idempotency, type OnceOnly, rememberedAs } from '../write/once-only.ts';

/** What versions of a service say that they offer. */
export const contractRoutes = (context: ConsoleContext, once: OnceOnly): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/services/:namespace/:service/contracts',
    needs: 'DescribeServiceContracts',
    about: 'something',
    handle: (request) => list(context, request),
  },
  writing(
    once,
    { method: 'delete', path: '/contracts/:id', needs: 'DeleteServiceContracts', about: 'something' },
    (request, idempotency) => remove(context, request, idempotency),
    () => ({ status: 204 }),
  ),
];

function list({ state, clock }: ConsoleContext, { params, asker }: ConsoleRequest): Answer {
  const asked = {
    namespace: decodeSegment(params.namespace ?? ''),
    service: decodeSegment(params.service ?? ''),
  };
  // A contract is kept under the name of the service itself.
  const source = state.services.resolve(asked.namespace, asked.service)?.service;
  const namespace = source?.namespace ?? asked.namespace;
  const service = source?.name ?? asked.service;
  const refusal = notAllowed(asker, 'DescribeServiceContracts', [
    serviceRef(state, asked.namespace, asked.service),
  ]);
  if (refusal !== null) return refusal;
  const items = contractVersions(state, namespace, service).map((one) => viewOf(state, one, asker.rights));
  return ok({ items, total: items.length, position: String(state.position), asOf: clock.wallMs() });
}

function viewOf(state: RegistryState, contract: Contract, rights: Rights): ContractRow {
  const { id, type, protocol, version, content, ctime, mtime } = contract;
  const about = [serviceRef(state, contract.namespace, contract.service)];
  return {
    ...{ id, type, protocol, version, content },
    status: isOnline(state, contract) ? 'online' : 'offline',
    interfaces: contract.interfaces.map((one) => ({
      id: one.id,
      type: one.type,
      method: one.method,
      path: one.path,
      content: one.content,
      source: ({ Manual: 'manual', Client: 'client', Unknown: 'unknown' } as const)[one.source],
      changedAt: one.mtime * 1000,
    })),
    createdAt: ctime * 1000,
    changedAt: mtime * 1000,
    may: { delete: permitted(rights, 'deleteContract', about) },
  };
}

/** Confirmed by its version, or by the name of its service where it has none. */
async function remove(
  { state, registry }: ConsoleContext,
  { params, asker, body }: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const id = decodeSegment(params.id ?? '');
  const contract = state.contracts.get(id);
  const refusal = notAllowed(
    asker,
    'DeleteServiceContracts',
    contract === undefined ? 'everything' : [serviceRef(state, contract.namespace, contract.service)],
  );
  if (refusal !== null) return refusal;
  if (contract === undefined) return notFound('There is no such contract any more.');
  const read = readBody(typedBody, body);
  if ('code' in read) return read;
  const wrong = untyped(read.value.typed, contract.version || contract.service);
  if (wrong !== null) return wrong;
  const command = rememberedAs(
    deleteContract({ ...contract, name: contract.type }, asker.actor),
    idempotency,
    () => id,
  );
  const outcome = await registry.run(command);
  return isDone(outcome) ? { status: 204 } : refusedThing(outcome);
}
