import type { Outcome } from '@cynosure/shared/outcome.ts';
import type { Change, ClientEntry } from './changes.ts';
import type { Operation } from './model.ts';
import type { RegistryState } from './state.ts';

/** The moment of a decision. */
export interface Now {
  /** Epoch ms, for people. */
  readonly wallMs: number;
  /** The position that the commit will have. */
  readonly position: number;
}

/**
 * Something that wants the registry changed. Made by the functions in registry/commands/, run by
 * `Registry.run`. It is decided against committed state only: the sequencer never puts two commands into
 * one batch whose keys touch (core.md §1).
 */
export interface Command<T> {
  /** For logs and figures. */
  readonly name: string;
  /** Operators' commands and health flips go before clients' ones. */
  readonly lane: 'operator' | 'client';
  /**
   * Of several commands that came in one request: they go into one commit as far as they do not touch each other,
   * however many changes that is, so that nobody ever sees a part of them.
   */
  readonly request?: object | undefined;
  /** Names what it writes and what its verdict rests on, on the state as it is now. */
  keys(state: RegistryState, keys: KeySet): void;
  decide(state: RegistryState, now: Now): Decision<T>;
}

export interface Decision<T> {
  readonly outcome: Outcome<T>;
  readonly changes: readonly Change[];
  readonly operation?: Operation;
  readonly clientEntry?: ClientEntry;
}

export const decided = <T>(outcome: Outcome<T>): Decision<T> => ({ outcome, changes: [] });

/**
 * A thing that a command touches, as 31 bits of its kind and name: as texts the keys would cost more than all
 * else that the sequencer does. Two things that share a key by chance are merely never in one batch.
 */
export type Key = number;

/** What a command touches. Two commands conflict when one writes what the other reads or writes. */
export interface KeySet {
  reads(key: Key): void;
  writes(key: Key): void;
}

const key = (kind: string, name: string, within = ''): Key =>
  feed(feed(feed(0x811c_9dc5, kind), within), name) & 0x7fff_ffff;

function feed(hash: number, text: string): number {
  let fed = hash;
  for (let i = 0; i < text.length; i += 1) fed = Math.imul(fed ^ text.charCodeAt(i), 0x0100_0193);
  // Marks the end, so that two texts one after another are not one.
  return Math.imul(fed ^ text.length, 0x0100_0193);
}

export const keyOf = {
  namespace: (name: string) => key('n', name),
  service: (namespace: string, service: string) => key('s', service, namespace),
  instance: (id: string) => key('i', id),
  host: (host: string) => key('h', host),
  record: (of: string, name: string) => key('r', name, of),
} as const;
