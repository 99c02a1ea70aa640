import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { ulid } from 'ulid';
import type { JsonObject } from '../registry/changes.ts';
import type { RegistryState } from '../registry/state.ts';
import type { TokenUse } from './user.ts';

/**
 * A token with a name and an end, for a script or a client (record kind `token`, key = id). It is shown once;
 * what is kept is its hash (decision 20). It may do what its holder may do.
 */
export type ApiToken = {
  readonly id: string;
  readonly name: string;
  readonly holder: { readonly kind: 'user' | 'group'; readonly id: string };
  /** Id of the main account. */
  readonly owner: string;
  /** SHA-256 of the whole text. */
  readonly hash: string;
  /** Epoch ms. */
  readonly createdAt: number;
  /** Name of whoever made it. */
  readonly createdBy: string;
  /** Epoch ms; null = until it is revoked. */
  readonly endsAt: number | null;
  readonly tokenUse?: TokenUse;
};

const PREFIX = 'cynosure_';
const SECRET_BYTES = 32;
const TEXT = /^cynosure_([0-9A-HJKMNP-TV-Z]{26})_[\w-]{43}$/;

// Records of this kind are written by access/ alone, always from an ApiToken.
const asToken = (value: JsonObject): ApiToken => value as ApiToken;

export const apiTokenById = (state: RegistryState, id: string): ApiToken | undefined => {
  const value = state.kept.token.get(id);
  return value === undefined ? undefined : asToken(value);
};

export function* allApiTokens(state: RegistryState): Generator<ApiToken> {
  for (const value of state.kept.token.values()) yield asToken(value);
}

/** A new token: its id, its text of 256 random bits, and the hash to keep. */
export function newApiToken(wallMs: number): {
  readonly id: string;
  readonly text: string;
  readonly hash: string;
} {
  const id = ulid(wallMs);
  const text = `${PREFIX}${id}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { id, text, hash: hashOf(text) };
}

/** Whether a text has the form of such a token. */
export const isApiToken = (text: string): boolean => text.startsWith(PREFIX);

/** The token that a text is, ended ones too; undefined where there is none. */
export function readApiToken(state: RegistryState, text: string): ApiToken | undefined {
  const [, id = ''] = TEXT.exec(text) ?? [];
  const token = apiTokenById(state, id);
  if (token === undefined) return undefined;
  return timingSafeEqual(Buffer.from(hashOf(text)), Buffer.from(token.hash)) ? token : undefined;
}

const hashOf = (text: string): string => hash('sha256', text);
