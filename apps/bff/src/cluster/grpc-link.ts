import { Client, credentials } from '@grpc/grpc-js';
import type { Clock } from '../clock.ts';
import { type Carrier, grpcStatus, type Handlers } from '../transport/grpc/carrier.ts';
import type { Link } from './link.ts';

const PATH = '/cynosure.Node/Frame';
const ANSWER_WITHIN_MS = 900;
const TAKEN = Buffer.of(1);
const NOT_TAKEN = { status: grpcStatus.UNAVAILABLE, details: 'not for this node, or not now' } as const;

export interface GrpcLinkParts {
  readonly clock: Clock;
  /** Makes the door for other nodes. */
  readonly carrier: (handlers: Handlers) => Promise<Carrier>;
  readonly bind: string;
  readonly port: number;
  /** Under which host others reach it. */
  readonly host: string;
}

/** Frames by gRPC from node to node, on a door of their own. */
export class GrpcLink implements Link {
  readonly isOut = false;
  readonly #parts: GrpcLinkParts;
  readonly #clients = new Map<string, Client>();
  #carrier: Carrier | undefined;

  constructor(parts: GrpcLinkParts) {
    this.#parts = parts;
  }

  async listen(_name: string, take: (frame: Uint8Array) => boolean): Promise<string> {
    const { carrier, bind, port, host } = this.#parts;
    this.#carrier = await carrier({
      [PATH]: { kind: 'unary', answer: (message) => (take(message) ? TAKEN : NOT_TAKEN) },
    });
    const opened = await this.#carrier.listen(bind, port);
    return `${host.includes(':') ? `[${host}]` : host}:${opened}`;
  }

  send({ address }: { readonly address: string }, frame: Uint8Array): Promise<boolean> {
    const client = this.#clientOf(address);
    const deadline = this.#parts.clock.wallMs() + ANSWER_WITHIN_MS;
    const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
    return new Promise((resolve) => {
      client.makeUnaryRequest(
        PATH,
        (one: Buffer) => one,
        (one) => one,
        bytes,
        { deadline },
        (error) => resolve(error === null),
      );
    });
  }

  forget(address: string): void {
    this.#clients.get(address)?.close();
    this.#clients.delete(address);
  }

  async close(): Promise<void> {
    for (const address of [...this.#clients.keys()]) this.forget(address);
    await this.#carrier?.stop(0);
  }

  #clientOf(address: string): Client {
    let client = this.#clients.get(address);
    if (client === undefined) {
      client = new Client(address, credentials.createInsecure(), {
        'grpc.use_local_subchannel_pool': 1,
        'grpc.initial_reconnect_backoff_ms': 100,
        'grpc.max_reconnect_backoff_ms': 500,
      });
      this.#clients.set(address, client);
    }
    return client;
  }
}
