import { STATIC_TABLE } from './static-table.ts';

const indexOfField = new Map<string, number>();
const indexOfName = new Map<string, number>();
STATIC_TABLE.forEach(([name, value], at) => {
  const field = `${name}\0${value}`;
  if (!indexOfField.has(field)) indexOfField.set(field, at + 1);
  if (!indexOfName.has(name)) indexOfName.set(name, at + 1);
});

const isPrintable = /^[\x20-\x7e]*$/;

/**
 * A header block from the static table only, without Huffman (core.md §7: the sending side keeps no state that could
 * go wrong). Throws for a text that is no printable ASCII: callers encode theirs before.
 */
export function encodeHeaders(fields: readonly (readonly [name: string, value: string])[]): Uint8Array {
  const bytes: number[] = [];
  for (const [name, value] of fields) {
    if (!isPrintable.test(name + value)) throw new Error(`the header ${name} is not printable`);
    const indexed = indexOfField.get(`${name}\0${value}`);
    if (indexed !== undefined) {
      putNumber(bytes, 0x80, 7, indexed);
      continue;
    }
    const named = indexOfName.get(name) ?? 0;
    putNumber(bytes, 0x00, 4, named);
    if (named === 0) putText(bytes, name);
    putText(bytes, value);
  }
  return Uint8Array.from(bytes);
}

/** RFC 7541 §5.1. */
export function putNumber(bytes: number[], kind: number, prefixBits: number, value: number): void {
  const most = (1 << prefixBits) - 1;
  if (value < most) {
    bytes.push(kind | value);
    return;
  }
  bytes.push(kind | most);
  let rest = value - most;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
}

function putText(bytes: number[], text: string): void {
  putNumber(bytes, 0, 7, text.length);
  for (let at = 0; at < text.length; at += 1) bytes.push(text.charCodeAt(at));
}
