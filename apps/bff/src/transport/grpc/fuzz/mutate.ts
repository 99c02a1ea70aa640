import type { Seeded } from '../../../testing/seeded.ts';

/** Bytes that have broken readers of lengths, tags and numbers before. */
const NASTY = [
  0x00, 0x01, 0x04, 0x05, 0x08, 0x0b, 0x20, 0x3f, 0x40, 0x7f, 0x80, 0x81, 0xbe, 0xc0, 0xfe, 0xff,
] as const;
const MOST_BYTES = 20_000;

type Mutation = (bytes: Buffer, random: Seeded, other: Buffer) => Buffer;

const cut = (bytes: Buffer, random: Seeded): [from: number, to: number] => {
  const from = random.below(bytes.length + 1);
  return [from, Math.min(bytes.length, from + 1 + random.below(random.chance(0.8) ? 16 : 300))];
};

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    return bytes;
  },
  (bytes, random) => {
    bytes[random.below(bytes.length)] = random.pick(NASTY);
    return bytes;
  },
  (bytes, random) => {
    bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  },
  (bytes, random) => {
    const [from, to] = cut(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  (bytes, random) => {
    const [from, to] = cut(bytes, random);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    const more = Buffer.alloc(1 + random.below(8), random.pick(NASTY));
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random, other) =>
    Buffer.concat([
      bytes.subarray(0, random.below(bytes.length + 1)),
      other.subarray(random.below(other.length + 1)),
    ]),
];

/** A copy of `bytes` with some things changed, now and then joined with a part of `other`. */
export function mutated(bytes: Buffer, other: Buffer, random: Seeded): Buffer {
  let changed: Buffer = Buffer.from(bytes);
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    if (changed.length === 0) return changed;
    changed = random.pick(MUTATIONS)(changed, random, other).subarray(0, MOST_BYTES);
  }
  return changed;
}
