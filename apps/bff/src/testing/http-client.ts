import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The text as JSON, undefined where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on every member they read.
  readonly json: any;
}

interface Asked {
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: unknown;
  /** Address of loopback from which it is sent. */
  readonly from?: string;
}

/** One request over a socket of its own, with exactly the headers that are given. */
export function ask(
  port: number,
  method: string,
  path: string,
  { headers = {}, body, from }: Asked = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const length = sent === undefined ? {} : { 'Content-Length': Buffer.byteLength(sent) };
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: { ...length, ...headers },
        agent: false,
        ...(from === undefined ? {} : { localAddress: from }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) });
        });
      },
    );
    asked.on('error', reject);
    asked.end(sent);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
