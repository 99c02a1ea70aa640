import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http2';
import { duplexPair } from 'node:stream';
import type { Field } from '../hpack/dynamic-table.ts';
import { Connection } from '../http2/connection.ts';
import { DEFAULT_LIMITS } from '../http2/limits.ts';
import { Output } from '../http2/output.ts';
import type { RequestFields } from '../http2/request-fields.ts';
import type { Stream } from '../http2/stream.ts';

/** A request that came whole, as `name: value` lines and its body in hex. */
export type Seen = Readonly<Record<number, string>>;

/** What a server made of some bytes. */
export interface Understood {
  /** Whole requests by stream. */
  readonly whole: Seen;
  /** Whether the connection was ended for a fault. */
  readonly died: boolean;
}

const PSEUDO = [':method', ':scheme', ':path', ':authority'];

const seen = (fields: readonly Field[], body: Buffer): string => {
  const lines = fields.map(({ name, value }) => `${name}: ${value}`);
  // The other server joins some fields and orders them anew: only what calls read is compared.
  return `${lines.sort().join('\n')}\n\n${body.toString('hex')}`;
};

/** What node:http2 makes of bytes. */
export async function understoodByNode(input: Buffer): Promise<Understood> {
  const whole: Record<number, string> = {};
  let died = false;
  const server = createServer({ maxHeaderListPairs: 1_000 });
  server.on('sessionError', () => {
    died = true;
  });
  server.on('session', (session) => {
    session.on('close', () => {
      died = true;
    });
  });
  server.on('stream', (stream, headers: IncomingHttpHeaders) => {
    const parts: Buffer[] = [];
    stream.on('error', () => {});
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('end', () => {
      if (stream.id !== undefined && !stream.aborted)
        whole[stream.id] = seen(fieldsOf(headers), Buffer.concat(parts));
    });
  });
  const [near, far] = duplexPair();
  near.on('error', () => {});
  near.resume();
  server.emit('connection', far);
  near.write(input);
  for (let turn = 0; turn < 12; turn += 1) await new Promise((done) => setImmediate(done));
  const diedBefore = died;
  const closed = far.destroyed ? Promise.resolve() : once(far, 'close');
  near.end();
  near.destroy();
  far.destroy();
  await closed;
  server.close();
  return { whole, died: diedBefore };
}

const fieldsOf = (headers: IncomingHttpHeaders): Field[] =>
  Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => ({ name, value: String(one) })),
  );

/** What our connection makes of the same bytes, given in the pieces that `cutAfter` says. */
export function understoodByUs(
  input: Buffer,
  cutAfter: (at: number) => number = () => input.length,
): Understood {
  const whole: Record<number, string> = {};
  const connection = new Connection<RequestFields>(
    {
      headOf: (fields) => fields,
      bodyOf: ({ fault, contentLength }) => (fault === undefined ? contentLength : 'malformed'),
      open(stream: Stream, head: RequestFields) {
        const parts: Buffer[] = [];
        return {
          data(bytes, from, to, ended) {
            parts.push(Buffer.from(bytes.subarray(from, to)));
            if (ended) whole[stream.id] = seen(allFields(head), Buffer.concat(parts));
          },
          taken() {},
          gone() {},
        };
      },
    },
    new Output(),
    { ...DEFAULT_LIMITS, streamWindow: 65_535 },
    0,
  );
  for (let at = 0; at < input.length; ) {
    const end = Math.min(input.length, cutAfter(at));
    connection.receive(Buffer.from(input.subarray(at, end)), 0);
    at = end;
  }
  return { whole, died: connection.ending !== undefined };
}

function allFields(head: RequestFields): Field[] {
  const values = [head.method, head.scheme, head.path, head.authority];
  const pseudo = PSEUDO.flatMap((name, at) =>
    values[at] === undefined ? [] : [{ name, value: values[at] }],
  );
  return [...pseudo, ...head.fields];
}
