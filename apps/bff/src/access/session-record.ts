import { hash, randomBytes } from 'node:crypto';
import { done } from '@cynosure/shared/outcome.ts';
import { type Change, put, remove } from '../registry/changes.ts';
import { type Command, keyOf } from '../registry/command.ts';
import type { RegistryState } from '../registry/state.ts';

/** A session as it is kept: record kind `session`, key = SHA-256 of the cookie's value, which is not kept. */
export type SessionRecord = {
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
  readonly userId: string;
  readonly address: string;
  /** Session that the browser had until now: it ends, so that an id from before signing in is worth nothing. */
  readonly replaces: string | null;
}

/** Starts a session. A user has at most 50; the one that was seen longest ago makes room. */
export function startSession({ key, userId, address, replaces }: NewSession): Command<null> {
  return {
    name: 'startSession',
    lane: 'operator',
    keys(_state, keys) {
      keys.writes(keyOf.record('session', `*${userId}`));
      keys.writes(keyOf.record('session', key));
      if (replaces !== null) keys.writes(keyOf.record('session', replaces));
    },
    decide(state, now) {
      const value: SessionRecord = { userId, createdAt: now.wallMs, lastSeenAt: now.wallMs, address };
      const changes: Change[] = [put('session', key, value)];
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
      return { outcome: done(null), changes };
    },
  };
}

/** Ends sessions; those that have ended already do not matter. */
export function endSessions(ended: readonly string[]): Command<null> {
  return {
    name: 'endSessions',
    lane: 'operator',
    keys(_state, keys) {
      for (const key of ended) keys.writes(keyOf.record('session', key));
    },
    decide: (state) => ({
      outcome: done(null),
      changes: ended.filter((key) => sessionRecord(state, key)).map((key) => remove('session', key)),
    }),
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
