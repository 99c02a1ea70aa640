import { done, refused } from '@cynosure/shared/outcome.ts';
import { put, remove } from '../registry/changes.ts';
import { type Command, decided, type KeySet, keyOf } from '../registry/command.ts';
import type { RegistryState } from '../registry/state.ts';

/** A node that shares the duty of watching, as the log has it; key = its name, a fresh one each life. */
export interface Member {
  /** host:port at which other nodes reach it. */
  readonly address: string;
  /** Position at which it joined: the lowest is the leader. */
  readonly joinedAt: number;
  /** Counts up once a second while there are others: how they know that it can write. */
  readonly renewals: number;
}

export type Members = ReadonlyMap<string, Member>;

export const membersOf = (state: RegistryState): Members => state.kept.member;

const keys = (name: string) => (_state: RegistryState, set: KeySet) =>
  set.writes(keyOf.record('member', name));

/** Puts a node on the ring. */
export const joinMember = (name: string, address: string): Command<null> => ({
  name: 'joinMember',
  lane: 'operator',
  keys: keys(name),
  decide: (_state, { position }) => ({
    outcome: done(null),
    changes: [put('member', name, { address, joinedAt: position, renewals: 0 })],
  }),
});

/** Says that a node can still write. Refused (NotFoundResource) where it was taken off the ring meanwhile. */
export const renewMember = (name: string): Command<null> => ({
  name: 'renewMember',
  lane: 'operator',
  keys: keys(name),
  decide(state) {
    const member = membersOf(state).get(name);
    if (member === undefined) return decided(refused('NotFoundResource', 'this node was taken off the ring'));
    const renewed = { ...member, renewals: member.renewals + 1 };
    return { outcome: done(null), changes: [put('member', name, renewed)] };
  },
});

/** Takes a node off the ring: itself (`seen` null), or one that has not renewed since `seen`. Else changes nothing. */
export const removeMember = (name: string, seen: number | null): Command<boolean> => ({
  name: 'removeMember',
  lane: 'operator',
  keys: keys(name),
  decide(state) {
    const member = membersOf(state).get(name);
    if (member === undefined || (seen !== null && member.renewals !== seen)) return decided(done(false));
    return { outcome: done(true), changes: [remove('member', name)] };
  },
});
