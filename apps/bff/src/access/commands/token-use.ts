import { done } from '@cynosure/shared/outcome.ts';
import { put } from '../../registry/changes.ts';
import { type Command, keyOf } from '../../registry/command.ts';
import type { TokenUse } from '../user.ts';

/** Whose token it was. */
export interface TokenName {
  readonly of: 'user' | 'group' | 'token';
  readonly id: string;
}

export interface NamedUse {
  readonly name: TokenName;
  readonly use: TokenUse;
}

/** Notes when tokens were last used, so that it is known after a restart. Bookkeeping, no act of anybody. */
export function keepTokenUses(uses: readonly NamedUse[]): Command<null> {
  return {
    name: 'keepTokenUses',
    lane: 'client',
    keys(_state, keys) {
      for (const { name } of uses) keys.writes(keyOf.record(name.of, name.id));
    },
    decide: (state) => ({
      outcome: done(null),
      changes: uses.flatMap(({ name: { of, id }, use }) => {
        const record = state.kept[of].get(id);
        return record === undefined ? [] : [put(of, id, { ...record, tokenUse: use })];
      }),
    }),
  };
}
