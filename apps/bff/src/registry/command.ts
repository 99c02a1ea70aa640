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

/** What a command touches. Two commands conflict when one writes what the other reads or writes. */
export interface KeySet {
  reads(key: string): void;
  writes(key: string): void;
}

export const keyOf = {
  namespace: (name: string) => `n:${name}`,
  service: (namespace: string, service: string) => `s:${namespace}/${service}`,
  instance: (id: string) => `i:${id}`,
  host: (host: string) => `h:${host}`,
  record: (of: string, key: string) => `r:${of}:${key}`,
} as const;
