import { encodeHeaders } from '../hpack/encoder.ts';
import { FRAME_HEAD_BYTES, flag, frameType, PREFACE } from '../http2/frame.ts';

/** One frame, as tests see what a machine says. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

type Fields = readonly (readonly [name: string, value: string])[];

export function frame(
  type: number,
  flags: number,
  streamId: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, payload]);
}

export const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

export const settings = (...pairs: readonly (readonly [id: number, value: number])[]): Buffer =>
  frame(
    frameType.SETTINGS,
    0,
    0,
    Buffer.concat(pairs.map(([id, value]) => Buffer.concat([Buffer.from([id >> 8, id]), uint32(value)]))),
  );

/** What every client begins with. */
export const HELLO = Buffer.concat([PREFACE, settings()]);

export const ping = (text = '12345678'): Buffer => frame(frameType.PING, 0, 0, Buffer.from(text));
export const reset = (streamId: number, code = 8): Buffer =>
  frame(frameType.RST_STREAM, 0, streamId, uint32(code));
export const windowUpdate = (streamId: number, increment: number): Buffer =>
  frame(frameType.WINDOW_UPDATE, 0, streamId, uint32(increment));

/** Fields of a call, some of them replaced, or left out by undefined. */
export function callFields(path: string, changed: Readonly<Record<string, string | undefined>> = {}): Fields {
  const fields: Record<string, string | undefined> = {
    ':method': 'POST',
    ':scheme': 'http',
    ':path': path,
    ':authority': 'localhost',
    'content-type': 'application/grpc',
    te: 'trailers',
    ...changed,
  };
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
}

export const headers = (streamId: number, fields: Fields, flags: number = flag.END_HEADERS): Buffer =>
  frame(frameType.HEADERS, flags, streamId, encodeHeaders(fields));

export const data = (streamId: number, payload: Uint8Array, ends = false): Buffer =>
  frame(frameType.DATA, ends ? flag.END_STREAM : 0, streamId, payload);

/** A message with its prefix. */
export const message = (text: string | Uint8Array, compressed = 0): Buffer => {
  const body = Buffer.from(text);
  return Buffer.concat([Buffer.from([compressed]), uint32(body.length), body]);
};

/** A whole unary call. */
export const call = (streamId: number, path: string, text: string | Uint8Array = ''): Buffer =>
  Buffer.concat([headers(streamId, callFields(path)), data(streamId, message(text), true)]);

/** Bytes as frames; throws where they are none. */
export function framesIn(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + FRAME_HEAD_BYTES + bytes.readUIntBE(at, 3);
    if (end > bytes.length) throw new Error('a frame is cut off');
    frames.push({
      type: bytes.readUInt8(at + 3),
      flags: bytes.readUInt8(at + 4),
      streamId: bytes.readUInt32BE(at + 5),
      payload: bytes.subarray(at + FRAME_HEAD_BYTES, end),
    });
    at = end;
  }
  return frames;
}
