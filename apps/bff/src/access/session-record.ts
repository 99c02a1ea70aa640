import { hash, randomBytes } from 'node:crypto';
import { done, refused } from '@cynosure/shared/outcome.ts';
import { ulid } from 'ulid';
import { type Change, put, remove } from '../registry/changes.ts';
import { type Command, decided, keyOf } from '../registry/command.ts';
import { operationRecord } from '../registry/commands/operation-record.ts';
import type { Actor } from '../registry/model.ts';
import type { RegistryState } from '../registry/state.ts';
import { userById } from './user.ts';

/** A session as it is kept: record kind `session`, key = SHA-256 of the cookie's value, which is not kept. */
export type SessionRecord = {
  /** Names it to people, without being its secret; absent in records from before there were such names. */
  readonly id?: string;
  readonly userId: string;
  /** Epoch ms. */
  readonly createdAt: number;
  /** Epoch ms; written rarely, the exact moment is in memory. */
  readonly lastSeenAt: number;
  readonly address: string;
};

const ID_BYTES = 32;
const MAX_PER_USER = 50;

/** A new cookie value of 256 bits. */
export const newSessionId = (): string => randomBytes(ID_BYTES).toString('base64url');

export const sessionKey = (id: string): string => hash('sha256', id);

export const sessionRecord = (state: RegistryState, key: string): SessionRecord | undefined =>
  // Records of this kind are written below alone, always from a SessionRecord.
  state.kept.session.get(key) as SessionRecord | undefined;

export interface NewSession {
  readonly key: string;
  readonly by: Actor;
  readonly userId: string;
  readonly address: string;
  /** Session that the browser had until now: it ends, so that an id from before signing in is worth nothing. */
  readonly replaces: string | null;
}

/**
 * Starts a session, and says so in history. A user has at most 50; the one that was seen longest ago makes room.
 * Refusals: NotFoundUser, for one who was deleted meanwhile.
 */
export function startSession({ key, by, userId, address, replaces }: NewSession): Command<null> {
  return {
    name: 'startSession',
    lane: 'operator',
    keys(_state, keys) {
      keys.writes(keyOf.record('session', `*${userId}`));
      keys.writes(keyOf.record('user', userId));
      keys.writes(keyOf.record('session', key));
      if (replaces !== null) keys.writes(keyOf.record('session', replaces));
    },
    decide(state, now) {
      const user = userById(state, userId);
      if (user === undefined) return decided(refused('NotFoundUser'));
      const at = now.wallMs;
      const value: SessionRecord = { id: ulid(at), userId, createdAt: at, lastSeenAt: at, address };
      const changes: Change[] = [
        put('session', key, value),
        put('user', userId, { ...user, lastSignInAt: at }),
      ];
      if (replaces !== null && sessionRecord(state, replaces)) changes.push(remove('session', replaces));
      const others = [...state.kept.session.keys()].filter(
        (other) => other !== replaces && sessionRecord(state, other)?.userId === userId,
      );
      if (others.length >= MAX_PER_USER) {
        const seenAt = (other: string) => sessionRecord(state, other)?.lastSeenAt ?? 0;
        others.sort((a, b) => seenAt(a) - seenAt(b));
        const surplus = others.slice(0, others.length - MAX_PER_USER + 1);
        for (const other of surplus) changes.push(remove('session', other));
      }
      const target = { kind: 'session', id: value.id ?? '', label: user.name };
      const fields = [{ target, path: '/address', before: null, after: address }];
      const operation = operationRecord({ action: 'session.start', by, wallMs: at, changes: fields });
      return { outcome: done(null), changes, operation };
    },
  };
}

/** Ends sessions; those that have ended already do not matter. `by` null: their time was up. */
export function endSessions(ended: readonly string[], by: Actor | null = null): Command<null> {
  return {
    name: 'endSessions',
    lane: 'operator',
    keys(_state, keys) {
      for (const key of ended) keys.writes(keyOf.record('session', key));
    },
    decide(state, now) {
      const records = ended.flatMap((key) => {
        const record = sessionRecord(state, key);
        return record === undefined ? [] : [{ key, record }];
      });
      const changes = records.map(({ key }) => remove('session', key));
      if (by === null || records.length === 0) return { outcome: done(null), changes };
      const fields = records.map(({ record: { id = '', userId, address } }) => ({
        target: { kind: 'session', id, label: userById(state, userId)?.name ?? userId },
        path: '/address',
        before: address,
        after: null,
      }));
      const operation = operationRecord({
        action: 'session.end',
        by,
        wallMs: now.wallMs,
        changes: fields,
        counts: { done: records.length, unchanged: 0, left: 0 },
      });
      return { outcome: done(null), changes, operation };
    },
  };
}

/** Notes that a session is in use, so that it does not count as idle after a restart. */
export function keepSession(key: string): Command<null> {
  return {
    name: 'keepSession',
    lane: 'client',
    keys: (_state, keys) => keys.writes(keyOf.record('session', key)),
    decide(state, now) {
      const record = sessionRecord(state, key);
      if (record === undefined) return { outcome: done(null), changes: [] };
      return { outcome: done(null), changes: [put('session', key, { ...record, lastSeenAt: now.wallMs })] };
    },
  };
}
