import { createHash } from 'node:crypto';
import type { HistoryBreak } from '../registry/store-port.ts';

/**
 * Hash chains of the history: each entry carries the hash of the one before, so that an entry that was
 * altered, dropped, moved or cut off afterwards shows (data-shapes.md, audit). The chain has an anchor (what
 * comes before the oldest entry still kept) and a head (the newest entry ever written); both are stored
 * apart from the entries, so that a missing start or end shows as well.
 */
export interface ChainPoint {
  /** Sequence number of an operation, or position of a client record; 0 = nothing yet. */
  readonly seq: number;
  /** SHA-256 over everything up to there. */
  readonly hash: Uint8Array;
}

export interface ChainLink extends ChainPoint {
  /** Epoch ms. */
  readonly at: number;
  readonly payload: Uint8Array;
  readonly prev: Uint8Array;
}

export const CHAIN_START: ChainPoint = { seq: 0, hash: new Uint8Array(32) };

/** The entry that follows `prev`. */
export function nextLink(prev: ChainPoint, seq: number, at: number, payload: Uint8Array): ChainLink {
  return { seq, at, payload, prev: prev.hash, hash: hashOf(prev.hash, seq, at, payload) };
}

function hashOf(prev: Uint8Array, seq: number, at: number, payload: Uint8Array): Uint8Array {
  const numbers = new DataView(new ArrayBuffer(16));
  numbers.setFloat64(0, seq);
  numbers.setFloat64(8, at);
  return createHash('sha256').update(prev).update(numbers).update(payload).digest();
}

/** Walks a chain from its oldest entry to its newest; answers the first break, else null. */
export function verifyChain(
  chain: HistoryBreak['chain'],
  anchor: ChainPoint,
  head: ChainPoint,
  links: Iterable<ChainLink>,
): HistoryBreak | null {
  let last = anchor;
  for (const link of links) {
    if (link.seq <= last.seq || !sameBytes(link.prev, last.hash)) {
      return broken(
        chain,
        link.seq,
        `does not follow entry ${last.seq}: something before it is missing or moved`,
      );
    }
    if (!sameBytes(link.hash, hashOf(link.prev, link.seq, link.at, link.payload))) {
      return broken(chain, link.seq, 'was altered after it was written');
    }
    last = link;
  }
  if (last.seq !== head.seq || !sameBytes(last.hash, head.hash)) {
    return broken(chain, head.seq, `is missing: the history ends at entry ${last.seq}`);
  }
  return null;
}

export const broken = (chain: HistoryBreak['chain'], seq: number, what: string): HistoryBreak => ({
  chain,
  at: String(seq),
  info: `Entry ${seq} of the ${chain === 'operations' ? 'operations' : 'client records'} ${what}.`,
});

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
