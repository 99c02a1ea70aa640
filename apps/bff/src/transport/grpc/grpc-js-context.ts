import type { Metadata } from '@grpc/grpc-js';
import type { CallContext } from './carrier.ts';

/** The part of the library's calls that a context is made from. */
interface Call {
  readonly metadata: Metadata;
  getPeer(): string;
}

/** Address and port as one text; an IPv6 address in brackets, so that its last colon is the port's. */
function peerOf(call: Call): string {
  const peer = call.getPeer();
  if (peer === 'unknown') return '';
  const colon = peer.lastIndexOf(':');
  const host = peer.slice(0, colon);
  return host.includes(':') ? `[${host}]${peer.slice(colon)}` : peer;
}

export class GrpcJsContext implements CallContext {
  readonly callId: number;
  readonly #call: Call;
  #peer: string | undefined;
  #closed = false;
  #onClosed: (() => void)[] | undefined;

  constructor(call: Call, callId: number) {
    this.#call = call;
    this.callId = callId;
  }

  get peer(): string {
    this.#peer ??= peerOf(this.#call);
    return this.#peer;
  }

  metadata(key: string): string | undefined {
    const value = this.#call.metadata.get(key)[0];
    return value === undefined ? undefined : value.toString();
  }

  onClosed(run: () => void): void {
    if (this.#closed) run();
    else (this.#onClosed ??= []).push(run);
  }

  /** To be called by the carrier once the call is over. */
  closed(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const run of this.#onClosed ?? []) run();
  }
}
