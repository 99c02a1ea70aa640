import { createHmac, timingSafeEqual } from 'node:crypto';

const MAC_BYTES = 32;
const VERSION = 1;

/** A beat that another node heard: whose, and how long ago. */
export interface ForwardedBeat {
  readonly id: Uint8Array;
  readonly ageMs: number;
}

/** What one node tells another every 50 ms, also when there is nothing to tell. */
export interface Frame {
  /** Names of the nodes: one each life, so that a frame of an earlier life is nobody's. */
  readonly from: string;
  readonly to: string;
  /** Greater than that of every frame before. */
  readonly sequence: number;
  readonly beats: readonly ForwardedBeat[];
}

/** Version, names, sequence, beats, and a MAC under the key that all nodes of an installation share. */
export function encodeFrame({ from, to, sequence, beats }: Frame, key: Uint8Array): Buffer {
  const names = [Buffer.from(from), Buffer.from(to)];
  let size = 1 + names.reduce((sum, name) => sum + 1 + name.length, 0) + 8 + 4 + MAC_BYTES;
  for (const { id } of beats) size += 2 + id.length + 4;
  const bytes = Buffer.alloc(size);
  let at = bytes.writeUInt8(VERSION, 0);
  for (const name of names) {
    at = bytes.writeUInt8(name.length, at);
    at += name.copy(bytes, at);
  }
  at = bytes.writeDoubleLE(sequence, at);
  at = bytes.writeUInt32LE(beats.length, at);
  for (const { id, ageMs } of beats) {
    at = bytes.writeUInt16LE(id.length, at);
    bytes.set(id, at);
    at = bytes.writeUInt32LE(Math.max(0, Math.min(0xffff_ffff, Math.round(ageMs))), at + id.length);
  }
  macOf(bytes.subarray(0, at), key).copy(bytes, at);
  return bytes;
}

/** Null for what was not made under that key, or is no frame. */
export function decodeFrame(bytes: Uint8Array, key: Uint8Array): Frame | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = buffer.length - MAC_BYTES;
  if (end < 0 || !timingSafeEqual(macOf(buffer.subarray(0, end), key), buffer.subarray(end))) return null;
  try {
    return read(buffer.subarray(0, end));
  } catch {
    // Shorter than it says: RangeError of the reads.
    return null;
  }
}

function read(bytes: Buffer): Frame | null {
  if (bytes.readUInt8(0) !== VERSION) return null;
  let at = 1;
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new RangeError('the frame ends early');
    at += length;
    return bytes.subarray(at - length, at);
  };
  const from = take(take(1).readUInt8()).toString();
  const to = take(take(1).readUInt8()).toString();
  const sequence = take(8).readDoubleLE();
  const count = take(4).readUInt32LE();
  const beats: ForwardedBeat[] = [];
  for (let beat = 0; beat < count; beat += 1) {
    const id = take(take(2).readUInt16LE());
    beats.push({ id, ageMs: take(4).readUInt32LE() });
  }
  return at === bytes.length ? { from, to, sequence, beats } : null;
}

const macOf = (bytes: Uint8Array, key: Uint8Array): Buffer =>
  createHmac('sha256', key).update(bytes).digest();
