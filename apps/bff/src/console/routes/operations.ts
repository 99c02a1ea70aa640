import type { Change, OperationChanges } from '@cynosure/shared/console/operation.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import type { OperationUptake } from '@cynosure/shared/console/uptake.ts';
import { labelByLabel } from '../../registry/change-members.ts';
import type { Operation } from '../../registry/model.ts';
import type { OperationQuery } from '../../registry/store-port.ts';
import type { ConsoleContext } from '../context.ts';
import { problem } from '../problem.ts';
import { actorView } from '../read/actor-view.ts';
import { incidentTimeline } from '../read/incident-timeline.ts';
import { ParamReader } from '../read/query-params.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, notFound, ok } from '../route.ts';

/** Changes of one operation that are shown one by one. */
const MOST_CHANGES = 1_000;

/** Of one ticket, for its timeline. */
const MOST_OF_INCIDENT = 500;
const FILTERS = ['action', 'by', 'outcome', 'namespace', 'service', 'host', 'ticket'] as const;

export const operationRoutes = (context: ConsoleContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/operations',
    needs: 'DescribeOperations',
    handle: (request) => list(context, request),
  },
  {
    method: 'get',
    path: '/operations/timeline',
    needs: 'DescribeOperations',
    handle: (request) => timeline(context, request),
  },
  {
    method: 'get',
    path: '/operations/:id',
    needs: 'DescribeOperations',
    handle: (request) => one(context, request),
  },
  {
    method: 'get',
    path: '/operations/:id/changes',
    needs: 'DescribeOperations',
    handle: (request) => changes(context, request),
  },
  {
    method: 'get',
    path: '/operations/:id/uptake',
    needs: 'DescribeOperations',
    handle: (request) => uptake(context, request),
  },
];

/**
 * The audit, newest first. It only grows at its new end, so pages go by the id of the last row (`before`) and
 * need no result set.
 */
async function list(
  { registry, operations, clock }: ConsoleContext,
  request: ConsoleRequest,
): Promise<Answer> {
  const { query: address } = request;
  const params = new ParamReader(address);
  const limit = params.limit(100);
  const fromAt = params.instant('from');
  const toAt = params.instant('to');
  const refusal = params.refusal();
  if (refusal !== null) return refusal;
  const filters: Partial<Record<(typeof FILTERS)[number], string>> = {};
  for (const name of FILTERS) {
    // Several hosts: what was done to any of them.
    const value = name === 'host' ? address.getAll(name).join(',') : address.get(name);
    if (value) filters[name] = value;
  }
  const before = address.get('before') ?? address.get('cursor');
  const query: OperationQuery = {
    ...filters,
    limit: limit + 1,
    ...(before ? { before } : {}),
    ...(fromAt === undefined ? {} : { fromAt }),
    ...(toAt === undefined ? {} : { toAt }),
  };
  const found = await registry.store.operations(query);
  const page = found.slice(0, limit);
  return ok({
    items: page.map((operation) => operations.view(operation, request.asker.rights)),
    nextCursor: found.length > limit ? (page.at(-1)?.id ?? null) : null,
    position: String(registry.state.position),
    asOf: clock.wallMs(),
  });
}

/** State changes of what the operations of a ticket are about; the operations themselves are in the list. */
async function timeline(context: ConsoleContext, { query }: ConsoleRequest): Promise<Answer> {
  const ticket = query.get('ticket')?.trim() ?? '';
  if (ticket === '') return problem(400, 'InvalidParameter', 'Name the ticket.');
  const found = await context.registry.store.operations({ ticket, limit: MOST_OF_INCIDENT });
  return ok(incidentTimeline(context, found));
}

/** From memory where it is recent, else from the store. */
export async function findOperation(
  { registry, state }: ConsoleContext,
  id: string,
): Promise<Operation | undefined> {
  return state.recentOperations.get(id) ?? (await registry.store.operation(id));
}

/** With the changes of all its batches, where it is a bulk command. */
export async function wholeOperation(context: ConsoleContext, id: string): Promise<Operation | undefined> {
  const operation = await findOperation(context, id);
  if (operation?.parts === undefined) return operation;
  const changes: Operation['changes'][number][] = [];
  for (const part of operation.parts)
    changes.push(...((await context.registry.store.operation(part))?.changes ?? []));
  return { ...operation, changes: [...changes, ...operation.changes] };
}

async function one(context: ConsoleContext, { params, asker }: ConsoleRequest): Promise<Answer> {
  const id = decodeSegment(params.id ?? '');
  const operation = await findOperation(context, id);
  return operation === undefined ? unknown(id) : ok(context.operations.view(operation, asker.rights));
}

const unknown = (id: string) => notFound(`There is no operation ${id}; operations are kept for 400 days.`);

async function changes(context: ConsoleContext, { params }: ConsoleRequest): Promise<Answer> {
  const id = decodeSegment(params.id ?? '');
  const operation = await wholeOperation(context, id);
  if (operation === undefined) return unknown(id);
  const all = operation.changes.flatMap(labelByLabel);
  const later = laterValues(context, operation);
  const items: Change[] = all.slice(0, MOST_CHANGES).map((change) => {
    const since = later.get(fieldKey(change));
    return since === undefined ? change : { ...change, since };
  });
  const answer: OperationChanges = {
    items,
    total: all.length,
    // One answer for the page of an operation: who looks at it wants both.
    ...(operation.isolationId === undefined ? {} : { uptake: uptakeOf(context, operation) }),
  };
  return ok(answer);
}

/** What became of values since: by the latest operation that set the same path of the same thing. */
function laterValues(
  { operations }: ConsoleContext,
  operation: Operation,
): ReadonlyMap<string, NonNullable<Change['since']>> {
  const found = new Map<string, NonNullable<Change['since']>>();
  for (const { by, at, changes } of operations.after(operation.id)) {
    for (const change of changes.flatMap(labelByLabel))
      found.set(fieldKey(change), { value: change.after, by: actorView(by), at });
  }
  return found;
}

const fieldKey = ({ target, path }: Operation['changes'][number]): string =>
  [target.kind, target.id, path].join('\0');

/** How far an operation has come to the clients, in all and service by service. */
export const uptakeOf = ({ tracker }: ConsoleContext, { id, at }: Operation): OperationUptake => ({
  ...tracker.of(id, [], at),
  services: tracker.perService(id),
});

async function uptake(context: ConsoleContext, { params }: ConsoleRequest): Promise<Answer> {
  const id = decodeSegment(params.id ?? '');
  const operation = await findOperation(context, id);
  if (operation === undefined) return unknown(id);
  return ok(uptakeOf(context, operation));
}
