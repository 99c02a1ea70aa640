import { done } from '@cynosure/shared/outcome.ts';
import { put, remove } from '../changes.ts';
import { type Command, decided, keyOf } from '../command.ts';
import type { Actor, Client } from '../model.ts';
import { isSameValue } from './operation-record.ts';

/** What a client says about itself; the times are ours. */
export type ClientReport = Omit<Client, 'ctime' | 'mtime'>;

/**
 * Keeps a client that named itself, when anything but its being alive is new (contract/grpc-naming.md §7).
 * Answers what is kept.
 */
export function reportClient(report: ClientReport, by: Actor): Command<Client> {
  return {
    name: 'reportClient',
    lane: 'client',
    keys: (_state, keys) => keys.writes(keyOf.record('client', report.id)),
    decide(state, now) {
      const before = state.clients.get(report.id);
      if (before !== undefined && saysTheSame(before, report)) return decided(done(before));
      const mtime = Math.floor(now.wallMs / 1000);
      const client = { ...report, ctime: before?.ctime ?? mtime, mtime };
      return {
        outcome: done(client),
        changes: [put('client', report.id, client)],
        clientEntry: { action: 'report', id: report.id, label: report.host, by: by.name },
      };
    },
  };
}

/** Forgets a client that has not reported for too long; one that is not there stays so. */
export function expireClient(id: string, by: Actor): Command<null> {
  return {
    name: 'expireClient',
    lane: 'client',
    keys: (_state, keys) => keys.writes(keyOf.record('client', id)),
    decide(state) {
      const client = state.clients.get(id);
      if (client === undefined) return decided(done(null));
      return {
        outcome: done(null),
        changes: [remove('client', id)],
        clientEntry: { action: 'clientExpired', id, label: client.host, by: by.name },
      };
    },
  };
}

function saysTheSame({ ctime: _, mtime: __, ...before }: Client, report: ClientReport): boolean {
  return isSameValue(before, report);
}
