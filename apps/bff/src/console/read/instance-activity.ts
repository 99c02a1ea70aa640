import type { InstanceActivity } from '@cynosure/shared/console/instance.ts';
import { hostsOf, instancesOf, type Standing } from '../../registry/isolation-book.ts';
import type { FieldChange, Operation } from '../../registry/model.ts';
import type { ConsoleContext } from '../context.ts';

const MOST = 100;
/** Bulk operations whose batches are looked through: the newest. */
const MOST_BULK = 5;

type Where = Standing & { readonly port: number };
type Item = InstanceActivity['items'][number];

/** What operators did to one instance and what became of it, newest first: from memory and, where older, the store. */
export async function instanceActivity(context: ConsoleContext, where: Where): Promise<Item[]> {
  const { state, registry, history, operations } = context;
  const found = new Map<string, { operation: Operation; changes: readonly FieldChange[] }>();
  const take = (operation: Operation, changes: readonly FieldChange[]) => {
    const own = changes.filter(({ target }) => target.id === where.id);
    if (own.length > 0 || isIsolationOf(context, operation, where))
      found.set(operation.id, { operation, changes: own });
  };
  const older = await registry.store.operations({ host: where.host, limit: MOST });
  for (const operation of [...state.recentOperations.values(), ...older]) take(operation, operation.changes);
  const bulk = [...state.recentOperations.values()]
    .filter(({ parts }) => parts !== undefined)
    .slice(-MOST_BULK);
  for (const operation of bulk) {
    for (const id of operation.parts ?? []) {
      const part = await registry.store.operation(id);
      if (part?.changes.some(({ target }) => target.id === where.id)) take(operation, part.changes);
    }
  }
  const done = [...found.values()].map(
    ({ operation, changes }): Item => ({
      kind: 'operation',
      at: operation.at,
      operation: operations.view(operation),
      changes: changes.map((change) => ({ ...change })),
    }),
  );
  const turns = history.turns(where, MOST).map((turn): Item => ({ ...turn, kind: 'turn', turn: turn.kind }));
  return [...done, ...turns].sort((a, b) => b.at - a.at).slice(0, MOST);
}

/** An isolation says no instance by name where it is of a host: its scope tells. */
function isIsolationOf({ state }: ConsoleContext, operation: Operation, where: Where): boolean {
  const isolation =
    operation.isolationId === undefined ? undefined : state.isolations.get(operation.isolationId);
  if (isolation === undefined) return false;
  const { scope } = isolation;
  if (instancesOf(isolation).includes(where.id)) return true;
  if (!hostsOf(isolation).includes(where.host)) return false;
  const isOfService = (name: { namespace: string; service: string }) =>
    name.namespace === where.namespace && name.service === where.service;
  if (scope.kind === 'hostInService') return isOfService(scope.service);
  return scope.kind === 'host' && !scope.leave.some(isOfService);
}
