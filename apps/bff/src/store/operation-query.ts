import { actionsNamed, isActionAsked } from '@cynosure/shared/console/action-filter.ts';
import { BULK_PART, type Operation } from '../registry/model.ts';
import type { OperationQuery } from '../registry/store-port.ts';

/** The columns of an operation that can be asked for, as each store keeps them. Absent = null. */
export interface OperationColumns {
  readonly id: string;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly outcome: string;
  readonly namespace: string | null;
  readonly service: string | null;
  readonly host: string | null;
  readonly ticket: string | null;
}

export const operationColumns = (operation: Operation): OperationColumns => ({
  id: operation.id,
  at: operation.at,
  actor: operation.by.name,
  action: operation.action,
  outcome: operation.outcome,
  namespace: operation.namespace ?? null,
  service: operation.service ?? null,
  host: operation.host ?? null,
  ticket: operation.ticket ?? null,
});

/** Which column each filter of a query must equal. */
export const EQUALS = {
  by: 'actor',
  outcome: 'outcome',
  namespace: 'namespace',
  service: 'service',
  ticket: 'ticket',
} as const satisfies Partial<Record<keyof OperationQuery, keyof OperationColumns>>;

export const EQUAL_FILTERS = Object.keys(EQUALS) as readonly (keyof typeof EQUALS)[];

/** The actions that a query asks for as a condition of SQL with the values of its marks; null: every one. */
export function actionCondition(
  action: string | undefined,
): { readonly sql: string; readonly values: readonly string[] } | null {
  const { names, kinds } = actionsNamed(action ?? '');
  if (names.length + kinds.length === 0) return null;
  const parts = [
    ...(names.length === 0 ? [] : [`action IN (${names.map(() => '?').join(', ')})`]),
    ...kinds.map(() => '(action >= ? AND action < ?)'),
  ];
  // A kind reaches from its dot to the character behind it.
  const ends = kinds.flatMap((kind) => [kind, `${kind.slice(0, -1)}/`]);
  return { sql: `(${parts.join(' OR ')})`, values: [...names, ...ends] };
}

/** The hosts that a query or an operation names. */
export const hostsNamed = (host: string | null | undefined): readonly string[] =>
  host === null || host === undefined ? [] : host.split(',');

/** True when the operation passes every filter of the query but its place (`before`, `limit`). Parts of bulk commands pass none. */
export function matches(operation: Operation, query: OperationQuery): boolean {
  if (operation.action === BULK_PART) return false;
  const columns = operationColumns(operation);
  if (query.fromAt !== undefined && columns.at < query.fromAt) return false;
  if (query.toAt !== undefined && columns.at >= query.toAt) return false;
  const asked = hostsNamed(query.host);
  if (asked.length > 0 && !hostsNamed(columns.host).some((host) => asked.includes(host))) return false;
  if (!isActionAsked(query.action, columns.action)) return false;
  return EQUAL_FILTERS.every((name) => query[name] === undefined || columns[EQUALS[name]] === query[name]);
}
