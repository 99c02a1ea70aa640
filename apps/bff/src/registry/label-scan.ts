import { varintSize } from './wire.ts';

/**
 * Reads one label straight from an encoded row (instance-codec.ts), for filters over many rows: decoding a row
 * costs fifty times as much.
 */

const METADATA = 14;
const LEN = 2;

/** Where a label's value lies: from, and one behind its end. */
export interface Span {
  from: number;
  to: number;
}

/**
 * Finds a label in a row that lies in `bytes` from `from` to `to` (its kept parts: injected labels are not there), and
 * writes where its value lies into `span`. Answers whether it is there. Makes no object: it runs for each row.
 */
export function findLabel(bytes: Uint8Array, from: number, to: number, key: Uint8Array, span: Span): boolean {
  let at = from;
  while (at < to) {
    const tag = numberAt(bytes, at);
    at += varintSize(tag);
    const size = numberAt(bytes, at);
    at += varintSize(size);
    if (tag === METADATA_TAG && isEntryOf(bytes, at, key, span)) return true;
    at += size;
  }
  return false;
}

const METADATA_TAG = (METADATA << 3) | LEN;

/** An entry as our own writer makes it: field 1 = key, field 2 = value, each with a tag of one byte. */
function isEntryOf(bytes: Uint8Array, entry: number, key: Uint8Array, span: Span): boolean {
  const keySize = numberAt(bytes, entry + 1);
  if (keySize !== key.length) return false;
  const keyAt = entry + 1 + varintSize(keySize);
  for (let index = 0; index < keySize; index += 1) if (bytes[keyAt + index] !== key[index]) return false;
  const sizeAt = keyAt + keySize + 1;
  const size = numberAt(bytes, sizeAt);
  span.from = sizeAt + varintSize(size);
  span.to = span.from + size;
  return true;
}

function numberAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return first;
  let value = first & 0x7f;
  for (let index = 1; index < 5; index += 1) {
    const byte = bytes[at + index] ?? 0;
    value |= (byte & 0x7f) << (7 * index);
    if (byte < 0x80) break;
  }
  return value >>> 0;
}
