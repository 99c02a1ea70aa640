import { done } from '@cynosure/shared/outcome.ts';
import type { Command } from '../command.ts';
import type { Actor, FieldChange, Operation } from '../model.ts';
import { operationRecord } from './operation-record.ts';

/**
 * Puts into history what an operator did to the server itself, which changes no record of the registry: cleaning
 * rows up, closing connections, setting a log level.
 */
export function noteOperation(
  action: string,
  by: Actor,
  changes: readonly FieldChange[],
  names: Pick<Operation, 'namespace' | 'service'> = {},
): Command<null> {
  return {
    name: 'noteOperation',
    lane: 'operator',
    keys: () => {},
    decide: (_state, now) => ({
      outcome: done(null),
      changes: [],
      operation: operationRecord({ action, by, wallMs: now.wallMs, changes, names }),
    }),
  };
}

/** A change of something of the server that has no id of its own. */
export const serverChange = (what: string, path: string, before: unknown, after: unknown): FieldChange => ({
  target: { kind: 'server', id: what, label: what },
  path,
  before,
  after,
});
