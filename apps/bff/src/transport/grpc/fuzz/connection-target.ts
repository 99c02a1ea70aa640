import { GrpcConnection } from '@cynosure/grpc-carrier/grpc/grpc-connection.ts';
import type { Handler } from '@cynosure/grpc-carrier/grpc/handlers.ts';
import { encodeHeaders } from '@cynosure/grpc-carrier/hpack/encoder.ts';
import { flag, frameType, setting } from '@cynosure/grpc-carrier/http2/frame.ts';
import { DEFAULT_LIMITS } from '@cynosure/grpc-carrier/http2/limits.ts';
import { Output } from '@cynosure/grpc-carrier/http2/output.ts';
import {
  call,
  callFields,
  data,
  frame,
  framesIn,
  HELLO,
  headers,
  message,
  ping,
  reset,
  settings,
  windowUpdate,
} from '@cynosure/grpc-carrier/testing/frames.ts';
import { ECHO } from '@cynosure/grpc-carrier/testing/machine.ts';
import type { Seeded } from '../../../testing/seeded.ts';
import type { Target } from './target.ts';

const HANDLERS = new Map<string, Handler>(
  ['/t.T/Echo', '/t.T/Never', '/t.T/Fail', '/t.T/Chat'].flatMap((path) => {
    const handler = ECHO[path];
    return handler ? [[path, handler] as const] : [];
  }),
);
const LIMITS = { ...DEFAULT_LIMITS, maxHeldBytes: 256 * 1024 };

const block = encodeHeaders(callFields('/t.T/Echo'));
const CORPUS = [
  call(1, '/t.T/Echo', 'hello'),
  Buffer.concat([call(1, '/t.T/Echo', 'a'), call(3, '/t.T/Fail', 'b'), call(5, '/t.T/Nope', 'c')]),
  Buffer.concat([
    headers(1, callFields('/t.T/Chat')),
    data(1, message('a')),
    data(1, message('b')),
    ping(),
    reset(1),
  ]),
  Buffer.concat([
    headers(1, callFields('/t.T/Chat')),
    data(1, Buffer.concat([message('a'), message('bc')]), true),
  ]),
  Buffer.concat([
    settings([setting.INITIAL_WINDOW_SIZE, 3]),
    call(1, '/t.T/Echo', 'hello'),
    windowUpdate(1, 20),
  ]),
  Buffer.concat([
    headers(1, callFields('/t.T/Never', { 'grpc-timeout': '1S' })),
    data(1, message('x'), true),
    reset(1),
  ]),
  Buffer.concat([
    frame(frameType.HEADERS, 0, 1, block.subarray(0, 20)),
    frame(frameType.CONTINUATION, 0, 1, block.subarray(20, 40)),
    frame(frameType.CONTINUATION, flag.END_HEADERS, 1, block.subarray(40)),
    data(1, message('x'), true),
  ]),
  Buffer.concat([
    frame(
      frameType.HEADERS,
      flag.END_HEADERS | flag.PADDED | flag.PRIORITY,
      1,
      Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 9]), block, Buffer.alloc(2)]),
    ),
    frame(
      frameType.DATA,
      flag.PADDED | flag.END_STREAM,
      1,
      Buffer.concat([Buffer.from([3]), message('x'), Buffer.alloc(3)]),
    ),
    frame(frameType.GOAWAY, 0, 0, Buffer.alloc(8)),
  ]),
].map((bytes) => Buffer.concat([HELLO, bytes]));

/** Where a connection ended, and all that it said. */
interface Outcome {
  readonly code: number | undefined;
  readonly said: Buffer;
}

const out = new Output();

function play(input: Buffer, cutAfter: (at: number) => number): Outcome {
  const bugs: unknown[] = [];
  let calls = 0;
  out.clear();
  const connection = new GrpcConnection(
    {
      handlers: HANDLERS,
      limits: LIMITS,
      onBug: (bug) => bugs.push(bug),
      nextCallId: () => ++calls,
      spoils: true,
    },
    { peer: '', hasAnswers() {} },
    out,
    0,
  );
  for (let at = 0; at < input.length; ) {
    const part = Buffer.from(input.subarray(at, cutAfter(at)));
    connection.receive(part, 0);
    at += part.length;
    part.fill(0xdb);
  }
  const said = Buffer.concat(out.pieces());
  if (bugs.length > 0) throw bugs[0];
  if (connection.heldBytes > LIMITS.maxHeldBytes * 2)
    throw new Error(`${connection.heldBytes} bytes are kept`);
  const code = connection.ending?.code;
  connection.tick(1_000_000);
  connection.end();
  if (connection.openCalls !== 0 || connection.heldBytes !== 0)
    throw new Error('something is kept after the end');
  return { code, said };
}

/** Frames, header blocks and messages of one connection; the same bytes in other pieces must come to the same. */
export const connectionTarget: Target = {
  name: 'connection',
  corpus: CORPUS,
  run(input: Buffer, random: Seeded): void {
    const whole = play(input, () => input.length);
    const cut = play(input, (at) => at + 1 + random.below(40));
    if (whole.code !== cut.code || !whole.said.equals(cut.said))
      throw new Error('other pieces came to something else');
    framesIn(whole.said);
  },
  settle: async () => {},
};
