import { done } from '@cynosure/shared/outcome.ts';
import { put } from '../../registry/changes.ts';
import { type Command, decided, keyOf } from '../../registry/command.ts';
import type { Actor } from '../../registry/model.ts';
import { LOCKED } from '../imported-password.ts';
import { userById } from '../user.ts';
import { accessOperation, secretChange } from './record.ts';

const BY: Actor = { id: '', name: 'import', via: 'system' };

/** Keeps the same password by another hash; does nothing where it has another one meanwhile. */
export function rehashPassword(id: string, before: string, after: string): Command<null> {
  return {
    name: 'rehashPassword',
    lane: 'operator',
    keys: (_state, keys) => keys.writes(keyOf.record('user', id)),
    decide(state) {
      const user = userById(state, id);
      if (user?.passwordHash !== before) return decided(done(null));
      return { outcome: done(null), changes: [put('user', id, { ...user, passwordHash: after })] };
    },
  };
}

/** Locks an account whose imported password everybody knows, until an owner sets another one. */
export function lockAccount(id: string, before: string): Command<null> {
  return {
    name: 'lockAccount',
    lane: 'operator',
    keys: (_state, keys) => keys.writes(keyOf.record('user', id)),
    decide(state, now) {
      const user = userById(state, id);
      if (user?.passwordHash !== before) return decided(done(null));
      return {
        outcome: done(null),
        changes: [put('user', id, { ...user, passwordHash: LOCKED })],
        operation: accessOperation('user.lock', BY, now.wallMs, [
          secretChange({ kind: 'user', of: user }, '/password'),
        ]),
      };
    },
  };
}
