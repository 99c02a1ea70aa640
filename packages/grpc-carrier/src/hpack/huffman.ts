/**
 * The Huffman code of RFC 7541 appendix B. It is canonical: codes are given in order of their length and, within a
 * length, of their symbol, so that the lengths alone say everything.
 */
// biome-ignore format: sixteen to a line, as symbols are counted
const LENGTHS: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
  28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
  5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
  7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
  15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
  6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
  20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
  24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
  22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
  21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
  20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
  26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
  30,
];
const END_OF_STRING = 256;
/** Shortest code: no symbol costs fewer bits, so at most 8/5 symbols come from a byte. */
const SHORTEST = 5;
const NIBBLES = 16;

/** Code of each symbol, the last is the end of string. */
const CODES: readonly { readonly code: number; readonly length: number }[] = codesOf(LENGTHS);

function codesOf(lengths: readonly number[]) {
  const codes = lengths.map((length) => ({ code: 0, length }));
  const ordered = [...lengths.keys()].sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  let next = 0;
  let before = 0;
  for (const symbol of ordered) {
    const length = lengths[symbol] ?? 0;
    next *= 2 ** (length - before);
    before = length;
    codes[symbol] = { code: next, length };
    next += 1;
  }
  return codes;
}

/**
 * A machine that eats four bits a step. Entry `state * 16 + nibble`: the next state in bits 0–8, the symbol in bits
 * 9–16, then whether there is one, whether the input is at fault, and whether the text may end after this step.
 */
const HAS_SYMBOL = 1 << 17;
const IS_FAULTY = 1 << 18;
const MAY_END = 1 << 19;
const STEPS = stepsOf();

interface Node {
  readonly next: [Node | number | undefined, Node | number | undefined];
  readonly state: number;
  /** Only ones lead here, at most seven: what padding may be (RFC 7541 §5.2). */
  readonly isPadding: boolean;
}

function stepsOf(): Uint32Array {
  const nodes: Node[] = [];
  const add = (isPadding: boolean): Node => {
    const node: Node = { next: [undefined, undefined], state: nodes.length, isPadding };
    nodes.push(node);
    return node;
  };
  const root = add(true);
  CODES.forEach(({ code, length }, symbol) => {
    let node = root;
    for (let left = length - 1; left >= 0; left -= 1) {
      const bit = Math.floor(code / 2 ** left) % 2 === 1 ? 1 : 0;
      if (left === 0) node.next[bit] = symbol;
      else {
        const depth = length - left;
        const onward = node.next[bit] ?? add(node.isPadding && bit === 1 && depth <= 7);
        if (typeof onward === 'number') throw new Error('the Huffman code is no prefix code');
        node.next[bit] = onward;
        node = onward;
      }
    }
  });
  const steps = new Uint32Array(nodes.length * NIBBLES);
  for (const node of nodes)
    for (let nibble = 0; nibble < NIBBLES; nibble += 1)
      steps[node.state * NIBBLES + nibble] = stepFrom(root, node, nibble);
  return steps;
}

function stepFrom(root: Node, from: Node, nibble: number): number {
  let node = from;
  let symbol = 0;
  for (let bit = 3; bit >= 0; bit -= 1) {
    const onward = node.next[(nibble >> bit) & 1 ? 1 : 0];
    if (onward === undefined || onward === END_OF_STRING) return IS_FAULTY;
    if (typeof onward === 'number') symbol = HAS_SYMBOL | (onward << 9);
    node = typeof onward === 'number' ? root : onward;
  }
  return node.state | symbol | (node.isPadding ? MAY_END : 0);
}

let room = Buffer.allocUnsafe(4096);

/**
 * The text of a Huffman-coded string, a character per byte; undefined when it is faulty: the end-of-string code
 * within, padding of eight bits or more, padding other than ones (RFC 7541 §5.2).
 */
export function huffmanText(bytes: Uint8Array, from: number, to: number): string | undefined {
  const most = Math.ceil(((to - from) * 8) / SHORTEST);
  if (room.length < most) room = Buffer.allocUnsafe(most * 2);
  let length = 0;
  let step = MAY_END;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    step = STEPS[((step & 0x1ff) << 4) | (byte >> 4)] ?? IS_FAULTY;
    if ((step & IS_FAULTY) !== 0) return undefined;
    if ((step & HAS_SYMBOL) !== 0) room[length++] = (step >> 9) & 0xff;
    step = STEPS[((step & 0x1ff) << 4) | (byte & 15)] ?? IS_FAULTY;
    if ((step & IS_FAULTY) !== 0) return undefined;
    if ((step & HAS_SYMBOL) !== 0) room[length++] = (step >> 9) & 0xff;
  }
  return (step & MAY_END) === 0 ? undefined : room.toString('latin1', 0, length);
}

/** Huffman code of a text whose characters are bytes. For tests and tools: the server sends none. */
export function huffmanBytes(text: string): Uint8Array {
  let bits = '';
  for (const character of text) {
    const { code, length } = CODES[character.charCodeAt(0) & 0xff] ?? { code: 0, length: 0 };
    bits += code.toString(2).padStart(length, '0');
  }
  bits += '1'.repeat((8 - (bits.length % 8)) % 8);
  return Uint8Array.from({ length: bits.length / 8 }, (_, at) =>
    Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2),
  );
}
