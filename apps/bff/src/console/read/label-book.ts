import type { InstanceTable } from '../../registry/tables/instance-table.ts';

/** More different labels than this and the book starts anew: it is only a shortcut. */
const MOST_PAIRS = 500_000;

export type LabelPair = readonly [key: string, value: string];

/**
 * The labels behind the hashes that rows carry, learnt from the rows as they are met, so that filters and
 * facets over many rows need not decode each of them. Where two labels share a hash the row itself is asked.
 */
export class LabelBook {
  readonly #table: InstanceTable;
  readonly #pairs = new Map<number, LabelPair[]>();

  constructor(table: InstanceTable) {
    this.#table = table;
  }

  /** Hashes of a live row's labels, all of them known to the book from now on. */
  hashesOf(slot: number): Uint32Array {
    const hashes = this.#table.labelHashes(slot);
    for (const hash of hashes) {
      if (this.#pairs.has(hash)) continue;
      this.#learn(slot, hashes);
      break;
    }
    return hashes;
  }

  /** The label behind a hash, or undefined where several share it and rows must be asked (`pairsOf`). */
  pairOf(hash: number): LabelPair | undefined {
    const known = this.#pairs.get(hash);
    return known?.length === 1 ? known[0] : undefined;
  }

  /** The client's labels of a live row. */
  pairsOf(slot: number): readonly LabelPair[] {
    const hashes = this.#table.labelHashes(slot);
    const pairs: LabelPair[] = [];
    for (const hash of hashes) {
      const known = this.#pairs.get(hash);
      const [only] = known ?? [];
      if (only === undefined || known?.length !== 1) return this.#learn(slot, hashes);
      pairs.push(only);
    }
    return pairs;
  }

  #learn(slot: number, hashes: Uint32Array): readonly LabelPair[] {
    if (this.#pairs.size > MOST_PAIRS) this.#pairs.clear();
    // Hashes are kept in the order of the labels.
    const pairs = Object.entries(this.#table.factsOf(slot).labels);
    pairs.forEach((pair, index) => {
      const hash = hashes[index] ?? 0;
      const known = this.#pairs.get(hash) ?? [];
      if (!known.some(([key, value]) => key === pair[0] && value === pair[1])) known.push(pair);
      this.#pairs.set(hash, known);
    });
    return pairs;
  }
}
