import { done } from '@cynosure/shared/outcome.ts';
import { put } from '../../registry/changes.ts';
import { type Command, decided, keyOf } from '../../registry/command.ts';
import type { Actor } from '../../registry/model.ts';
import { LOCKED } from '../imported-password.ts';
import { userById } from '../user.ts';
import { accessOperation, secretChange } from './record.ts';

const BY: Actor = { id: '', name: 'import', via: 'system' };

/**
 * Puts another hash in place of an imported one: the same password hashed our way, or `LOCKED` where everybody knows
 * it. Does nothing where the account has another one meanwhile. Locking is recorded; the sign-in itself is elsewhere.
 */
export function replaceImportedHash(id: string, before: string, after: string): Command<null> {
  return {
    name: 'replaceImportedHash',
    lane: 'operator',
    keys: (_state, keys) => keys.writes(keyOf.record('user', id)),
    decide(state, now) {
      const user = userById(state, id);
      if (user?.passwordHash !== before) return decided(done(null));
      const changes = [put('user', id, { ...user, passwordHash: after })];
      if (after !== LOCKED) return { outcome: done(null), changes };
      const change = secretChange({ kind: 'user', of: user }, '/password');
      return {
        outcome: done(null),
        changes,
        operation: accessOperation('user.lock', BY, now.wallMs, [change]),
      };
    },
  };
}
