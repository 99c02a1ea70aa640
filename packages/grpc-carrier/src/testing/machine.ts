import { GrpcConnection } from '../grpc/grpc-connection.ts';
import type { Handler, Handlers } from '../grpc/handlers.ts';
import { HpackDecoder } from '../hpack/decoder.ts';
import { errorCode } from '../http2/error-code.ts';
import { flag, frameType } from '../http2/frame.ts';
import { DEFAULT_LIMITS, type Limits } from '../http2/limits.ts';
import { Output } from '../http2/output.ts';
import { type Frame, framesIn, HELLO } from './frames.ts';

/** What a machine said about one stream. */
export interface Answered {
  /** `grpc-status`, undefined while there is none. */
  readonly status: string | undefined;
  readonly details: string;
  readonly httpStatus: string | undefined;
  readonly replies: readonly string[];
  /** RST_STREAM's code; undefined without one. */
  readonly reset: number | undefined;
  readonly ended: boolean;
}

/** The body that `Long` answers with, behind the number of its bytes. */
export const longBody = (length: number): Buffer =>
  Buffer.alloc(length, Buffer.from(Array.from({ length: 251 }, (_, at) => at)));

/** Handlers that show what reaches them. */
export const ECHO: Handlers = {
  '/t.T/Echo': { kind: 'unary', answer: (bytes) => bytes },
  '/t.T/Later': { kind: 'unary', answer: (bytes) => Promise.resolve(Buffer.from(bytes)) },
  '/t.T/Never': { kind: 'unary', answer: () => new Promise(() => {}) },
  '/t.T/Fail': { kind: 'unary', answer: () => ({ status: 13, details: '100 % wrong: ü' }) },
  '/t.T/Large': {
    kind: 'unary',
    answer: (bytes) => Buffer.alloc(Number(Buffer.from(bytes).toString()), 'x'),
  },
  '/t.T/Who': {
    kind: 'unary',
    answer: (bytes, context) => {
      const key = Buffer.from(bytes).toString();
      return Buffer.from(`${context.peer}|${context.metadata(key) ?? 'none'}`);
    },
  },
  '/t.T/Bug': {
    kind: 'unary',
    answer: () => {
      throw new Error('a bug');
    },
  },
  '/t.T/Long': {
    kind: 'unary',
    answer: (bytes) => ({ head: Buffer.from(bytes), body: longBody(Number(Buffer.from(bytes).toString())) }),
  },
  '/t.T/Chat': { kind: 'stream', open: () => ({ answer: (bytes) => bytes }) },
  '/t.T/SlowChat': {
    kind: 'stream',
    open: () => ({ answer: (bytes) => Promise.resolve(Buffer.from(bytes)) }),
  },
  '/t.T/LargeChat': {
    kind: 'stream',
    open: () => ({ answer: (bytes) => Buffer.alloc(Number(Buffer.from(bytes).toString()), 'x') }),
  },
};

/** A machine without a socket: tests give it bytes and see what it says. Each message is spoilt after its handler. */
export class Machine {
  readonly connection: GrpcConnection;
  readonly bugs: unknown[] = [];
  nowMs = 1_000;
  /** Bytes of all that was said. */
  said = 0;
  readonly #out = new Output();
  readonly #frames: Frame[] = [];
  /** Bytes that were said and not yet looked at. */
  #bytes = Buffer.alloc(0);

  constructor(handlers: Handlers = ECHO, limits: Partial<Limits> = {}) {
    let calls = 0;
    const parts = {
      handlers: new Map<string, Handler>(Object.entries(handlers)),
      limits: { ...DEFAULT_LIMITS, ...limits },
      onBug: (error: unknown) => void this.bugs.push(error),
      nextCallId: () => ++calls,
      spoils: true,
    };
    const wire = { peer: '10.0.0.1:40112', hasAnswers() {} };
    this.connection = new GrpcConnection(parts, wire, this.#out, this.nowMs);
    this.#flush();
  }

  /** One that has heard a client's preface and settings. */
  static greeted(handlers: Handlers = ECHO, limits: Partial<Limits> = {}): Machine {
    const machine = new Machine(handlers, limits);
    machine.send(HELLO);
    machine.frames();
    return machine;
  }

  /** Gives the machine bytes of its own, which are overwritten afterwards: it must not keep them. */
  send(...parts: readonly Uint8Array[]): this {
    const bytes = Buffer.concat(parts);
    for (let at = 0; at < bytes.length; ) {
      at += this.connection.receive(bytes.subarray(at), this.nowMs);
      this.#flush();
    }
    bytes.fill(0xdb);
    return this;
  }

  /** Sends the answers that came by themselves meanwhile. */
  async deliver(): Promise<void> {
    await new Promise((done) => setImmediate(done));
    this.connection.deliver();
    this.#flush();
  }

  /** Lets time pass, second by second. */
  pass(ms: number): this {
    const end = this.nowMs + ms;
    while (this.nowMs < end) {
      this.nowMs = Math.min(end, this.nowMs + 1_000);
      this.connection.tick(this.nowMs);
      this.#flush();
    }
    return this;
  }

  leave(): this {
    this.connection.leave();
    this.#flush();
    return this;
  }

  /** Everything that was said since the last time. */
  frames(): Frame[] {
    this.#frames.push(...framesIn(this.#bytes));
    this.#bytes = Buffer.alloc(0);
    return this.#frames.splice(0);
  }

  /** The name of the code of GOAWAY; undefined while the connection lives. */
  get fate(): string | undefined {
    const { ending } = this.connection;
    return ending && Object.entries(errorCode).find(([, code]) => code === ending.code)?.[0];
  }

  #flush(): void {
    do {
      this.said += this.#out.size;
      this.#bytes = Buffer.concat([this.#bytes, ...this.#out.pieces()]);
      this.#out.clear();
      this.connection.pump();
    } while (this.#out.size > 0);
  }
}

/** Reads answers as a client does: with one header table for a connection. */
export class Answers {
  readonly #decoder = new HpackDecoder(4_096);

  /** What frames say about their streams, by id. */
  of(frames: readonly Frame[]): Map<number, Answered> {
    const ids = new Set(frames.map((one) => one.streamId).filter((id) => id !== 0));
    const blocks = new Map<Frame, Record<string, string>>();
    for (const one of frames)
      if (one.type === frameType.HEADERS) blocks.set(one, this.#fieldsOf(one.payload));
    return new Map(
      [...ids].map((id) => [
        id,
        answered(
          frames.filter((one) => one.streamId === id),
          blocks,
        ),
      ]),
    );
  }

  #fieldsOf(block: Buffer): Record<string, string> {
    const fields: Record<string, string> = {};
    const isDecoded = this.#decoder.decode(block, 0, block.length, ({ name, value }) => {
      fields[name] = value;
      return true;
    });
    if (!isDecoded) throw new Error('a header block of ours is undecodable');
    return fields;
  }
}

function answered(frames: readonly Frame[], blocks: ReadonlyMap<Frame, Record<string, string>>): Answered {
  const fields = Object.assign({}, ...frames.map((one) => blocks.get(one) ?? {})) as Record<string, string>;
  const body = Buffer.concat(frames.filter((one) => one.type === frameType.DATA).map((one) => one.payload));
  const replies: string[] = [];
  for (let at = 0; at + 5 <= body.length; ) {
    const end = at + 5 + body.readUInt32BE(at + 1);
    if (end > body.length) break;
    replies.push(body.toString('latin1', at + 5, end));
    at = end;
  }
  return {
    status: fields['grpc-status'],
    details: decodeURIComponent(fields['grpc-message'] ?? ''),
    httpStatus: fields[':status'],
    replies,
    reset: frames.find((one) => one.type === frameType.RST_STREAM)?.payload.readUInt32BE(),
    ended: frames.some(
      (one) =>
        (one.type === frameType.DATA || one.type === frameType.HEADERS) &&
        (one.flags & flag.END_STREAM) !== 0,
    ),
  };
}

/** What a machine has said about one stream since the last time. */
export const answerOf = (machine: Machine, streamId = 1): Answered | undefined =>
  new Answers().of(machine.frames()).get(streamId);
