import { DynamicTable, type Field } from './dynamic-table.ts';
import { huffmanText } from './huffman.ts';

/** Indexes and lengths beyond this are at fault; no table and no block is as large (RFC 7541 §5.1 asks for a limit). */
const MOST = 1 << 24;

/**
 * Decodes header blocks (RFC 7541). One per connection: blocks have to be given all and in order, also those of
 * streams that nobody serves.
 */
export class HpackDecoder {
  readonly #table: DynamicTable;
  readonly #maxTableSize: number;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;
  /** A number or text that was cut off, or breaks a rule. */
  #isFaulty = false;

  /** `maxTableSize`: SETTINGS_HEADER_TABLE_SIZE as this side has told it. */
  constructor(maxTableSize: number) {
    this.#maxTableSize = maxTableSize;
    this.#table = new DynamicTable(maxTableSize);
  }

  /** Grows with each change of the table: indexed fields read under the same number mean the same again. */
  get changes(): number {
    return this.#table.changes;
  }

  /**
   * Gives each field of a block to `take`, in order, until that answers false. False at a decoding error, which ends
   * the connection with COMPRESSION_ERROR (RFC 9113 §4.3), and when it was stopped.
   */
  decode(bytes: Buffer, from: number, to: number, take: (field: Field) => boolean): boolean {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
    this.#isFaulty = false;
    let mayResize = true;
    while (this.#at < this.#end) {
      const first = bytes[this.#at] ?? 0;
      if ((first & 0xe0) === 0x20) {
        // RFC 7541 §4.2: a size update comes before the first field, and not above what was allowed.
        if (!mayResize || !this.#resize()) return false;
        continue;
      }
      mayResize = false;
      const field = first >= 0x80 ? this.#table.at(this.#number(7)) : this.#literal(first);
      if (field === undefined || this.#isFaulty) return false;
      if (!take(field)) return false;
    }
    return true;
  }

  #resize(): boolean {
    const size = this.#number(5);
    if (this.#isFaulty || size > this.#maxTableSize) return false;
    this.#table.resize(size);
    return true;
  }

  /** RFC 7541 §6.2: with indexing (01), without (0000), never indexed (0001). */
  #literal(first: number): Field | undefined {
    const isAdded = (first & 0x40) !== 0;
    const index = this.#number(isAdded ? 6 : 4);
    const name = index === 0 ? this.#text() : this.#table.at(index)?.name;
    const value = this.#text();
    if (name === undefined || this.#isFaulty) return undefined;
    const field = { name, value };
    if (isAdded) this.#table.add(field);
    return field;
  }

  /** RFC 7541 §5.1. */
  #number(prefixBits: number): number {
    const most = (1 << prefixBits) - 1;
    let value = (this.#bytes[this.#at++] ?? 0) & most;
    if (value < most) return value;
    for (let shift = 0; this.#at < this.#end; shift += 7) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (value > MOST || shift > 28) break;
      if (byte < 0x80) return value;
    }
    this.#isFaulty = true;
    return 0;
  }

  /** RFC 7541 §5.2. */
  #text(): string {
    if (this.#isFaulty || this.#at >= this.#end) return this.#fault();
    const isHuffman = (this.#bytes[this.#at] ?? 0) >= 0x80;
    const length = this.#number(7);
    const from = this.#at;
    if (this.#isFaulty || length > this.#end - from) return this.#fault();
    this.#at += length;
    if (!isHuffman) return this.#bytes.toString('latin1', from, from + length);
    return huffmanText(this.#bytes, from, from + length) ?? this.#fault();
  }

  #fault(): string {
    this.#isFaulty = true;
    return '';
  }
}
