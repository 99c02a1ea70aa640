/** Texts by number, for who only reads. */
export interface Texts {
  /** The number of `text` if any row uses it. */
  find(text: string): number | undefined;
  textOf(number: number): string | null;
  /** All texts in use with their numbers, in no order. */
  entries(): IterableIterator<[string, number]>;
  readonly size: number;
}

/**
 * Strings that many rows share (hosts, versions, zones …) as small integers, counted: a string whose last
 * row has gone gives its number back. Number 0 is the string that is not there (`null`).
 */
export class Interner implements Texts {
  readonly #numbers = new Map<string, number>();
  readonly #strings: (string | null)[] = [null];
  readonly #counts: number[] = [0];
  readonly #free: number[] = [];

  /** The number of `text`, one more row using it. */
  take(text: string | null): number {
    if (text === null) return 0;
    const known = this.#numbers.get(text);
    if (known !== undefined) {
      this.#counts[known] = (this.#counts[known] ?? 0) + 1;
      return known;
    }
    const number = this.#free.pop() ?? this.#strings.length;
    this.#strings[number] = text;
    this.#counts[number] = 1;
    this.#numbers.set(text, number);
    return number;
  }

  /** One row fewer uses it. Answers true when nobody is left. */
  give(number: number): boolean {
    if (number === 0) return false;
    const left = (this.#counts[number] ?? 0) - 1;
    this.#counts[number] = left;
    if (left > 0) return false;
    const text = this.#strings[number];
    if (text !== null && text !== undefined) this.#numbers.delete(text);
    this.#strings[number] = null;
    this.#free.push(number);
    return true;
  }

  find(text: string): number | undefined {
    return this.#numbers.get(text);
  }

  textOf(number: number): string | null {
    return this.#strings[number] ?? null;
  }

  entries(): IterableIterator<[string, number]> {
    return this.#numbers.entries();
  }

  get size(): number {
    return this.#numbers.size;
  }
}
