/**
 * Reads one label straight from an encoded row (instance-codec.ts), for filters over many rows: decoding a row
 * costs fifty times as much.
 */

const METADATA = 14;
const LEN = 2;

/** Names under which the registry injects labels of its own; which of two such labels is meant takes decoding. */
const INJECTED: ReadonlySet<string> = new Set(['version', 'protocol', 'region', 'zone', 'campus']);

/** Whether `labelBytes` can answer for this key. */
export const isScannable = (key: string): boolean => !INJECTED.has(key);

/** The bytes of the value of a label, or undefined. `wireLength`: where the private tail of the row begins. */
export function labelBytes(body: Uint8Array, wireLength: number, key: Uint8Array): Uint8Array | undefined {
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = body[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  };
  while (at < wireLength) {
    const tag = number();
    const size = number();
    const end = at + size;
    if (tag === ((METADATA << 3) | LEN)) {
      // An entry as our own writer makes it: field 1 = key, field 2 = value.
      at += 1;
      const keySize = number();
      if (keySize === key.length && startsWith(body, at, key)) {
        at += keySize + 1;
        const valueSize = number();
        return body.subarray(at, at + valueSize);
      }
    }
    at = end;
  }
  return undefined;
}

function startsWith(body: Uint8Array, at: number, bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index += 1) {
    if (body[at + index] !== bytes[index]) return false;
  }
  return true;
}
