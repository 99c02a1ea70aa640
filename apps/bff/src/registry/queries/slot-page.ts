import type { InstanceTable } from '../tables/instance-table.ts';

/** Of so many with the same second all ids are held at once; of more, only those that can be on the page. */
const SMALL_RUN = 2048;

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
  /** Once ids had to be dropped: the least that was kept. Smaller ones cannot be on the page. */
  #leastKept = '';
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
      this.#leastKept = '';
    }
    this.#amount += 1;
    // Seconds behind the page only count.
    if (this.#runFrom >= this.#to) return;
    if (this.#leastKept !== '' && this.#table.idOf(slot) < this.#leastKept) return;
    this.#run.push(slot);
    const wanted = this.#to - this.#runFrom;
    if (this.#run.length >= 2 * wanted && this.#run.length > SMALL_RUN) {
      this.#run = this.#greatestIdFirst().slice(0, wanted);
      this.#leastKept = this.#table.idOf(this.#run.at(-1) ?? slot);
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
      this.#slots.push(...this.#greatestIdFirst().slice(begin, this.#to - this.#runFrom));
    }
    this.#run = [];
  }

  /** Ids are decoded only here: most seconds before a page are never sorted. */
  #greatestIdFirst(): number[] {
    return this.#run
      .map((slot) => ({ slot, id: this.#table.idOf(slot) }))
      .sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0))
      .map(({ slot }) => slot);
  }
}
