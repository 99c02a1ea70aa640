import { encodeHeaders } from '../hpack/encoder.ts';
import { flag, frameType, PREFACE, setting } from '../http2/frame.ts';
import {
  callFields,
  data,
  frame,
  HELLO,
  headers,
  message,
  ping,
  reset,
  settings,
  windowUpdate,
} from './frames.ts';

/** How somebody attacks over one connection. */
export interface Attack {
  readonly name: string;
  /** Bytes to begin with, for calls of `path`. */
  begin(path: string): Buffer;
  /** What is sent again and again; `n` counts. Null = nothing more: the connection is only held. */
  readonly again: ((path: string, n: number) => Buffer) | null;
}

const repeat = (count: number, one: (at: number) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, at) => one(at)));

const hello = (): Buffer => HELLO;
/** In each write of an attacker so many frames. */
const BURST = 200;

/** A field of 4 kB, added to the table; then named 12,000 times, a byte each. */
const BOMB = Buffer.concat([
  Buffer.from([0x40, 1, 0x78, 0x7f, 0xa1, 0x1e]),
  Buffer.alloc(4_000, 'y'),
  Buffer.alloc(12_000, 0x80 | 62),
]);

const idOf = (n: number, at: number): number => 2 * (n * BURST + at) + 1;

/** The attacks that HTTP/2 servers are known to have suffered from (reliability.md R19). */
export const ATTACKS: readonly Attack[] = [
  {
    name: 'rapid reset',
    begin: hello,
    again: (path, n) =>
      repeat(BURST, (at) => Buffer.concat([headers(idOf(n, at), callFields(path)), reset(idOf(n, at))])),
  },
  {
    name: 'CONTINUATION flood',
    begin: (path) => Buffer.concat([HELLO, frame(frameType.HEADERS, 0, 1, encodeHeaders(callFields(path)))]),
    again: () => repeat(8, () => frame(frameType.CONTINUATION, 0, 1, Buffer.alloc(16_384, 0x20))),
  },
  {
    name: 'SETTINGS flood',
    begin: hello,
    again: () => repeat(BURST, () => settings([setting.INITIAL_WINDOW_SIZE, 1])),
  },
  { name: 'PING flood', begin: hello, again: () => repeat(BURST, () => ping()) },
  {
    name: 'empty frames',
    begin: (path) => Buffer.concat([HELLO, headers(1, callFields(path))]),
    again: () => repeat(BURST, () => data(1, Buffer.alloc(0))),
  },
  {
    name: 'header bomb',
    begin: hello,
    again: (path, n) =>
      frame(
        frameType.HEADERS,
        flag.END_HEADERS | flag.END_STREAM,
        2 * n + 1,
        Buffer.concat([encodeHeaders(callFields(path)), BOMB]),
      ),
  },
  {
    name: 'zero window',
    begin: (path) =>
      Buffer.concat([
        HELLO,
        settings([setting.INITIAL_WINDOW_SIZE, 0]),
        repeat(500, (at) =>
          Buffer.concat([headers(2 * at + 1, callFields(path)), data(2 * at + 1, message(''), true)]),
        ),
      ]),
    again: null,
  },
  { name: 'windows of one byte', begin: hello, again: () => repeat(BURST, () => windowUpdate(0, 1)) },
  { name: 'slow headers', begin: () => PREFACE.subarray(0, 20), again: null },
  { name: 'something else than HTTP/2', begin: () => Buffer.from('GET / HTTP/1.1\r\n\r\n'), again: null },
];
