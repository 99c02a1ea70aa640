import { type RecordRemove, remove } from '../../registry/changes.ts';
import type { RegistryState } from '../../registry/state.ts';
import { sessionRecord } from '../session-record.ts';

/** The ends of all sessions of a user. */
export const sessionsOf = (state: RegistryState, userId: string): RecordRemove[] =>
  [...state.kept.session.keys()]
    .filter((key) => sessionRecord(state, key)?.userId === userId)
    .map((key) => remove('session', key));
