import type { WireWriter } from '../wire.ts';
import { ByteArena } from './byte-arena.ts';
import { copyBytes, hashBytes, IdIndex, sameBytes } from './id-index.ts';
import type { Texts } from './interner.ts';

/**
 * As Interner, for texts that come as bytes and may be as many as there are rows (hosts): kept as bytes, outside the
 * collector's sight, and made text of when somebody first asks for it.
 */
export class BytesInterner implements Texts {
  readonly #arena = new ByteArena();
  readonly #at: Uint32Array;
  readonly #length: Uint32Array;
  readonly #counts: Uint32Array;
  readonly #hashes: Uint32Array;
  readonly #texts: (string | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #index: IdIndex;
  /** 0 is the text that is not there. */
  #next = 1;
  #version = 0;

  constructor(maxTexts: number) {
    const column = () => new Uint32Array(new SharedArrayBuffer((maxTexts + 1) * 4));
    this.#at = column();
    this.#length = column();
    this.#counts = column();
    this.#hashes = column();
    this.#index = new IdIndex({
      hashes: this.#hashes,
      hasId: (number, bytes, from, to) =>
        sameBytes(this.#chunk(number), this.#start(number), this.#end(number), bytes, from, to),
    });
  }

  /** The number of the text between two places, one more row using it. */
  take(bytes: Uint8Array, from: number, to: number): number {
    const known = this.#index.find(bytes, from, to);
    const number = known === -1 ? this.#add(bytes, from, to) : known;
    this.#counts[number] = (this.#counts[number] ?? 0) + 1;
    return number;
  }

  /** One row fewer uses it. */
  give(number: number): void {
    if (number === 0) return;
    const left = (this.#counts[number] ?? 0) - 1;
    this.#counts[number] = left;
    if (left > 0) return;
    this.#index.remove(number);
    this.#arena.free(this.#at[number] ?? 0, this.#length[number] ?? 0);
    this.#texts[number] = undefined;
    this.#free.push(number);
  }

  find(text: string): number | undefined {
    const number = this.#index.find(Buffer.from(text, 'utf8'));
    return number === -1 ? undefined : number;
  }

  textOf(number: number): string | null {
    if ((this.#counts[number] ?? 0) === 0) return null;
    const known = this.#texts[number];
    if (known !== undefined) return known;
    const text = this.#chunk(number).toString('utf8', this.#start(number), this.#end(number));
    this.#texts[number] = text;
    return text;
  }

  /** How many rows use it. */
  usesOf(number: number): number {
    return this.#counts[number] ?? 0;
  }

  *entries(): IterableIterator<[string, number]> {
    for (let number = 1; number < this.#next; number += 1) {
      const text = this.textOf(number);
      if (text !== null) yield [text, number];
    }
  }

  get size(): number {
    return this.#index.size;
  }

  /** Another number whenever a text has come; as long as it stays, each number in use means the same text. */
  get version(): number {
    return this.#version;
  }

  /** Appends the text as a StringValue. */
  writeTo(out: WireWriter, field: number, number: number): void {
    out.bytesValue(field, this.#chunk(number), this.#start(number), this.#end(number));
  }

  #add(bytes: Uint8Array, from: number, to: number): number {
    const number = this.#free.pop() ?? this.#next++;
    this.#version += 1;
    this.#length[number] = to - from;
    this.#at[number] = this.#arena.allocate(to - from);
    const chunk = this.#chunk(number);
    copyBytes(bytes, from, to, chunk, this.#start(number));
    this.#hashes[number] = hashBytes(bytes, from, to);
    this.#index.add(number);
    return number;
  }

  #chunk(number: number): Buffer {
    return this.#arena.chunkOf(this.#at[number] ?? 0);
  }

  #start(number: number): number {
    return this.#arena.placeOf(this.#at[number] ?? 0);
  }

  #end(number: number): number {
    return this.#start(number) + (this.#length[number] ?? 0);
  }
}
