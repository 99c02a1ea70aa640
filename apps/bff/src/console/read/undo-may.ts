import type { Permission } from '@cynosure/shared/console/access.ts';
import type { Rights } from '../../access/rights.ts';
import type { Operation } from '../../registry/model.ts';
import type { RegistryState } from '../../registry/state.ts';
import { impossible, permitted } from './may.ts';

/** What write/undo-plan.ts knows a way back from. */
const UNDOABLE: ReadonlySet<string> = new Set([
  'isolation.create',
  'isolation.end',
  'isolation.change',
  'isolation.release',
  'instance.update',
  'instance.hold',
  'instance.release',
]);
/** What people may look for a way back from, and there is none. */
const FINAL = /\.(delete|token|showToken|revoke)$/;

/**
 * Whether somebody may take an operation back that nobody has taken back yet. Undefined: there is nothing to take
 * back. What has changed since is found by the preview of the undo.
 */
export function undoMay(state: RegistryState, operation: Operation, rights: Rights): Permission | undefined {
  const { action, outcome, isolationId } = operation;
  if (outcome === 'refused') return undefined;
  if (FINAL.test(action)) return impossible('final');
  if (!UNDOABLE.has(action)) return undefined;
  const right = permitted(rights, 'undo', 'something');
  if (right !== true || isolationId === undefined || action === 'isolation.end') return right;
  const isolation = state.isolations.get(isolationId);
  return isolation === undefined || isolation.ended !== null ? impossible('isolationEnded') : true;
}
