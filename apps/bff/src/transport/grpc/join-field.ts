const LENGTH_DELIMITED = 2;

const sizeOf = (value: number): number => {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest >>>= 7) size += 1;
  return size;
};

/** Encoded fields, and behind them one more length-delimited field with the given content. */
export function joinField(head: Uint8Array, number: number, content: Uint8Array): Uint8Array {
  const tag = (number << 3) | LENGTH_DELIMITED;
  const start = head.length + sizeOf(tag) + sizeOf(content.length);
  const joined = Buffer.allocUnsafe(start + content.length);
  joined.set(head, 0);
  let at = head.length;
  const put = (value: number) => {
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) joined[at++] = (rest & 0x7f) | 0x80;
    joined[at++] = rest;
  };
  put(tag);
  put(content.length);
  joined.set(content, at);
  return joined;
}
