import type { InstanceTable } from '../tables/instance-table.ts';

/** Of so many with the same second all are held at once; of more, only those that can be on the page. */
const SMALL_RUN = 512;
/** The 32 bits of a prefix with so many places below them are an exact number. */
const MOST_EXACT = 2 ** 21;

/**
 * Picks one page out of slots that come newest change first: within a second the greatest id comes first, so
 * only the ids of those seconds are sorted that the page touches (decision 15).
 */
export class SlotPage {
  readonly #table: InstanceTable;
  readonly #from: number;
  readonly #to: number;
  #amount = 0;
  /** The second that is being collected, where it begins in the list, and what it holds so far. */
  #second = -1;
  #runFrom = 0;
  #run: number[] = [];
  /** Once slots had to be dropped: the prefix of the least id that was kept. Smaller ones cannot be on the page. */
  #leastKept = 0;
  readonly #slots: number[] = [];

  constructor(table: InstanceTable, offset: number, limit: number) {
    this.#table = table;
    this.#from = offset;
    this.#to = offset + limit;
  }

  add(slot: number): void {
    const second = this.#table.mtime[slot] ?? 0;
    if (second !== this.#second) {
      this.#closeRun();
      this.#second = second;
      this.#runFrom = this.#amount;
      this.#leastKept = 0;
    }
    this.#amount += 1;
    // Seconds behind the page only count.
    if (this.#runFrom >= this.#to) return;
    if (this.#leastKept > 0 && this.#table.idPrefix(slot) < this.#leastKept) return;
    this.#run.push(slot);
    const wanted = this.#to - this.#runFrom;
    if (this.#run.length >= 2 * wanted && this.#run.length > SMALL_RUN) {
      this.#run = greatestIdFirst(this.#table, this.#run).slice(0, wanted);
      this.#leastKept = this.#table.idPrefix(this.#run.at(-1) ?? slot);
    }
  }

  /** Whether no slot that comes now can be on the page any more. */
  get isComplete(): boolean {
    return this.#runFrom >= this.#to;
  }

  finish(): { readonly amount: number; readonly slots: readonly number[] } {
    this.#closeRun();
    return { amount: this.#amount, slots: this.#slots };
  }

  #closeRun(): void {
    if (this.#run.length === 0) return;
    if (this.#amount > this.#from) {
      const begin = Math.max(0, this.#from - this.#runFrom);
      this.#slots.push(...greatestIdFirst(this.#table, this.#run).slice(begin, this.#to - this.#runFrom));
    }
    this.#run = [];
  }
}

/** Sorts by numbers; only ids that begin with the same bytes are compared whole. */
function greatestIdFirst(table: InstanceTable, slots: readonly number[]): number[] {
  const size = slots.length;
  if (size > MOST_EXACT) return byWholeId(table, [...slots]);
  const keys = new Float64Array(size);
  for (let place = 0; place < size; place += 1)
    keys[place] = table.idPrefix(slots[place] ?? 0) * size + place;
  keys.sort();
  const ordered: number[] = [];
  for (let last = size - 1; last >= 0; ) {
    const least = Math.floor((keys[last] ?? 0) / size) * size;
    const from = ordered.length;
    for (; last >= 0 && (keys[last] ?? 0) >= least; last -= 1)
      ordered.push(slots[(keys[last] ?? 0) - least] ?? 0);
    if (ordered.length === from + 1) continue;
    for (const [place, slot] of byWholeId(table, ordered.slice(from)).entries()) ordered[from + place] = slot;
  }
  return ordered;
}

const byWholeId = (table: InstanceTable, slots: number[]): number[] =>
  slots.sort((a, b) => Buffer.compare(table.idBytes(b), table.idBytes(a)));
