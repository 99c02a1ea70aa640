/** Blocks larger than this are not kept. */
const MOST_BYTES = 160;
const PLACES = 4;

interface Kept<Head> {
  readonly changes: number;
  readonly block: Buffer;
  readonly head: Head;
}

/**
 * Keeps what the last blocks of a connection meant. A block that changed the header table neither when it was read nor
 * since then means the same again, and a client that calls the same method again and again sends the same bytes.
 */
export class HeadCache<Head> {
  readonly #kept: Kept<Head>[] = [];
  #next = 0;

  /** `changes`: how often the header table changed so far. */
  find(changes: number, bytes: Buffer, from: number, to: number): Head | undefined {
    for (const kept of this.#kept) {
      if (kept.changes === changes && kept.block.length === to - from && isSame(kept.block, bytes, from))
        return kept.head;
    }
    return undefined;
  }

  keep(changes: number, bytes: Buffer, from: number, to: number, head: Head): void {
    if (to - from > MOST_BYTES) return;
    this.#kept[this.#next] = { changes, block: Buffer.from(bytes.subarray(from, to)), head };
    this.#next = (this.#next + 1) % PLACES;
  }
}

function isSame(block: Buffer, bytes: Buffer, from: number): boolean {
  for (let at = 0; at < block.length; at += 1) if (block[at] !== bytes[from + at]) return false;
  return true;
}
