import { done, refused } from '@cynosure/shared/outcome.ts';
import { put, remove } from '../../registry/changes.ts';
import { type Command, decided, keyOf } from '../../registry/command.ts';
import type { Actor } from '../../registry/model.ts';
import { type ApiToken, allApiTokens, apiTokenById, newApiToken } from '../api-token.ts';
import { groupById } from '../group.ts';
import { tenantOf, userById } from '../user.ts';
import { accessChanges, accessOperation } from './record.ts';

export type ApiTokenDraft = Pick<ApiToken, 'name' | 'holder' | 'endsAt'>;

/** The token as it is kept, and its text, which is nowhere else. */
export interface CreatedToken {
  readonly token: ApiToken;
  readonly text: string;
}

const MOST_PER_HOLDER = 100;
const tokenKey = (id: string) => keyOf.record('token', id);

/** Refusals: NotFoundUser, NotFoundUserGroup, MaximumCapacityExceeded. */
export function createApiToken(draft: ApiTokenDraft, by: Actor, wallMs: number): Command<CreatedToken> {
  const { id, text, hash } = newApiToken(wallMs);
  const { holder } = draft;
  return {
    name: 'createApiToken',
    lane: 'operator',
    keys(_state, keys) {
      keys.writes(tokenKey(id));
      keys.writes(tokenKey(`*${holder.kind} ${holder.id}`));
      keys.reads(keyOf.record(holder.kind, holder.id));
    },
    decide(state, now) {
      const user = holder.kind === 'user' ? userById(state, holder.id) : undefined;
      const group = holder.kind === 'group' ? groupById(state, holder.id) : undefined;
      const owner = user === undefined ? group?.owner : tenantOf(user);
      if (owner === undefined)
        return decided(refused(holder.kind === 'user' ? 'NotFoundUser' : 'NotFoundUserGroup'));
      const others = [...allApiTokens(state)].filter(
        (one) => one.holder.kind === holder.kind && one.holder.id === holder.id,
      );
      if (others.length >= MOST_PER_HOLDER) {
        return decided(
          refused('MaximumCapacityExceeded', `at most ${MOST_PER_HOLDER} tokens for one user or group`),
        );
      }
      const token: ApiToken = { ...draft, id, hash, owner, createdAt: now.wallMs, createdBy: by.name };
      return {
        outcome: done({ token, text }),
        changes: [put('token', id, token)],
        operation: accessOperation(
          'token.create',
          by,
          now.wallMs,
          accessChanges(null, { kind: 'token', of: token }),
        ),
      };
    },
  };
}

/** Revokes a token at once. Refusals: NotFoundResource. */
export function revokeApiToken(id: string, by: Actor): Command<null> {
  return {
    name: 'revokeApiToken',
    lane: 'operator',
    keys: (_state, keys) => keys.writes(tokenKey(id)),
    decide(state, now) {
      const token = apiTokenById(state, id);
      if (token === undefined) return decided(refused('NotFoundResource', 'there is no such token'));
      return {
        outcome: done(null),
        changes: [remove('token', id)],
        operation: accessOperation(
          'token.revoke',
          by,
          now.wallMs,
          accessChanges({ kind: 'token', of: token }, null),
        ),
      };
    },
  };
}
