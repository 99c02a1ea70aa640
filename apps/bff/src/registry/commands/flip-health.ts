import { done } from '@cynosure/shared/outcome.ts';
import type { Change } from '../changes.ts';
import { type Command, decided, keyOf } from '../command.ts';
import type { Verdict } from '../model.ts';
import { newHex32 } from './new-ids.ts';

/** A verdict of the checker that is to be committed. */
export interface Flip extends Verdict {
  /** Tells whether the slot still holds the instance that was judged. */
  readonly bornAt: number;
}

/**
 * Commits verdicts of the checker. Shown already as an overlay: commits exactly what readers see, so no
 * second change (core.md §3). What has gone, or turned meanwhile, is dropped; what a later verdict overtakes while
 * it is being written does not show (`isLastWord`). Answers how many were written.
 */
export function flipHealth(
  flips: readonly Flip[],
  isLastWord: (flip: Flip) => boolean = () => true,
): Command<number> {
  return {
    name: 'flipHealth',
    lane: 'operator',
    keys(state, keys) {
      for (const { slot, bornAt } of flips) {
        if (!state.instances.isLive(slot) || state.instances.bornAt[slot] !== bornAt) continue;
        keys.writes(keyOf.instance(state.instances.idOf(slot)));
        const { service } = state.serviceOf(slot);
        keys.reads(keyOf.service(service.namespace, service.name));
      }
    },
    decide(state, now) {
      const table = state.instances;
      const changes: Change[] = [];
      for (const flip of flips) {
        const { slot, bornAt, healthy, silentSince } = flip;
        if (!table.isLive(slot) || table.bornAt[slot] !== bornAt || !isLastWord(flip)) continue;
        const row = table.stateOf(slot);
        if (row.healthy === healthy) continue;
        const seen = table.effectiveRevision(slot);
        const revision = seen === row.revision ? newHex32() : seen;
        const mtime = Math.floor(now.wallMs / 1000);
        changes.push({
          kind: 'instance.state',
          slot,
          state: { ...row, healthy, silentSince, revision, mtime },
          isLastWord: () => isLastWord(flip),
        });
      }
      if (changes.length === 0) return decided(done(0));
      const healthy = flips[0]?.healthy ?? true;
      return {
        outcome: done(changes.length),
        changes,
        clientEntry: {
          action: healthy ? 'healthy' : 'unhealthy',
          id: flips.length === 1 ? table.idOf(flips[0]?.slot ?? 0) : '',
          label: `${changes.length} instances`,
          by: 'checker',
        },
      };
    },
  };
}
