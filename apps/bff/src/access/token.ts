import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a token says about itself, once its authenticity is proven. */
export interface TokenClaim {
  readonly of: 'user' | 'group';
  readonly id: string;
  readonly generation: number;
}

const KINDS = { user: 1, group: 2 } as const;
const HEAD_BYTES = 5;
const MAC_BYTES = 32;
const MAX_TEXT = 512;

/** Keeps these MACs apart from any other use of the installation's key. */
const PURPOSE = 'cynosure user token 1\0';

/**
 * The token of a user or a group: kind, generation and id, then an HMAC-SHA-256 over them under the
 * installation's key, as base64url. It can be computed again at any time, so it is never stored (decision 20).
 */
export function issueToken(key: Uint8Array, claimed: TokenClaim): string {
  const id = Buffer.from(claimed.id);
  const claim = Buffer.alloc(HEAD_BYTES + id.length);
  claim.writeUInt8(KINDS[claimed.of], 0);
  claim.writeUInt32BE(claimed.generation, 1);
  id.copy(claim, HEAD_BYTES);
  return Buffer.concat([claim, macOf(key, claim)]).toString('base64url');
}

/** The claim of a token that we issued, else undefined. Takes the same time for every wrong MAC. */
export function readToken(key: Uint8Array, text: string): TokenClaim | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  // The decoder skips what is not base64url; one token must not have several spellings.
  if (bytes.length <= HEAD_BYTES + MAC_BYTES || bytes.toString('base64url') !== text) return undefined;
  const claim = bytes.subarray(0, -MAC_BYTES);
  if (!timingSafeEqual(bytes.subarray(-MAC_BYTES), macOf(key, claim))) return undefined;
  const kind = claim.readUInt8(0);
  if (kind !== KINDS.user && kind !== KINDS.group) return undefined;
  const of = kind === KINDS.user ? 'user' : 'group';
  return { of, id: claim.toString('utf8', HEAD_BYTES), generation: claim.readUInt32BE(1) };
}

const macOf = (key: Uint8Array, claim: Uint8Array): Buffer =>
  createHmac('sha256', key).update(PURPOSE).update(claim).digest();
