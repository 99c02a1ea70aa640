import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type sendUnaryData,
} from '@grpc/grpc-js';
import type { Clock } from '../../clock.ts';
import { defaultLimits } from '../../limits/limits.ts';
import { Listener } from '../listener.ts';
import {
  type Answer,
  type CarrierParts,
  grpcStatus,
  isFailure,
  joined,
  type ListeningCarrier,
  type StreamHandler,
  type UnaryHandler,
} from './carrier.ts';
import { GrpcJsContext } from './grpc-js-context.ts';
import { refuseBeforeLibrary } from './grpc-js-shim.ts';
import { StreamRun } from './grpc-js-stream.ts';
import { TURNED_AWAY } from './turned-away.ts';

/** Largest message that is read (contract/grpc-naming.md §1); a larger one is RESOURCE_EXHAUSTED. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** What one connection may keep in memory, in MB, before new calls on it are turned away. */
const MAX_CONNECTION_MEGABYTES = 128;
/** A dead peer (cable pulled, machine gone) is noticed within the sum of the two. */
const KEEPALIVE_MS = 30_000;
const KEEPALIVE_ANSWER_MS = 10_000;

type Bytes = Uint8Array;

const asBuffer = (bytes: Bytes): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const asBytes = (buffer: Buffer): Bytes => buffer;

/** Carries calls with @grpc/grpc-js over sockets of our own, so that address errors and backlog are in our hands. */
export class GrpcJsCarrier implements ListeningCarrier {
  readonly #parts: CarrierParts;
  readonly #clock: Clock;
  readonly #library: Server;
  readonly #streams = new Set<StreamRun>();
  #listener: Listener | undefined;
  #calls = 0;

  constructor(parts: CarrierParts, clock: Clock) {
    this.#parts = parts;
    this.#clock = clock;
    this.#library = new Server({
      'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
      'grpc.max_concurrent_streams': (parts.protection?.limits ?? defaultLimits).streamsPerConnection,
      'grpc-node.max_session_memory': MAX_CONNECTION_MEGABYTES,
      'grpc.keepalive_time_ms': KEEPALIVE_MS,
      'grpc.keepalive_timeout_ms': KEEPALIVE_ANSWER_MS,
      'grpc.enable_channelz': 0,
    });
    for (const [path, handler] of Object.entries(parts.handlers)) {
      if (handler.kind === 'unary') this.#addUnary(path, handler);
      else this.#addStream(path, handler);
    }
  }

  async listen(host: string, port: number): Promise<number> {
    const injector = this.#library.createConnectionInjector(ServerCredentials.createInsecure());
    refuseBeforeLibrary(this.#library);
    const { door, tls, protection, onBug } = this.#parts;
    this.#listener = new Listener({
      door,
      tls,
      asksClients: true,
      alpn: 'h2',
      halfOpen: false,
      onSocket: (socket) => injector.injectConnection(socket),
      onBug,
      protection,
      turnedAway: TURNED_AWAY,
    });
    return this.#listener.listen(host, port);
  }

  async stop(graceMs: number): Promise<void> {
    const closed = this.#listener?.close();
    for (const run of this.#streams) run.stop();
    // Says goodbye on every connection, which then closes after its last call. When the library calls back
    // that has not happened yet, so it is our own sockets that are waited for.
    this.#library.tryShutdown(() => {});
    const cancel = this.#clock.after(graceMs, () => this.#cut());
    await closed;
    cancel();
    this.#cut();
  }

  get open(): number {
    return this.#listener?.open ?? 0;
  }

  closeConnections(host: string, port: number | null): number {
    return this.#listener?.closeConnections(host, port) ?? 0;
  }

  hosts(): ReadonlyMap<string, number> {
    return this.#listener?.hosts() ?? new Map();
  }

  #cut(): void {
    this.#library.forceShutdown();
    this.#listener?.cutAll();
  }

  #addUnary(path: string, handler: UnaryHandler): void {
    const carry = (call: ServerUnaryCall<Bytes, Bytes>, respond: sendUnaryData<Bytes>) => {
      const context = new GrpcJsContext(call, ++this.#calls);
      const finish = (answer: Answer) => {
        if (isFailure(answer)) respond({ code: answer.status, details: answer.details });
        else respond(null, joined(answer));
        context.closed();
      };
      const bug = (error: unknown) => {
        this.#parts.onBug(error, path);
        finish({ status: grpcStatus.INTERNAL, details: 'internal error' });
      };
      call.once('cancelled', () => context.closed());
      let answer: Answer | Promise<Answer>;
      try {
        answer = handler.answer(call.request, context);
      } catch (error) {
        bug(error);
        return;
      }
      if (answer instanceof Promise) answer.then(finish, bug);
      else finish(answer);
    };
    this.#library.register(path, carry, asBuffer, asBytes, 'unary');
  }

  #addStream(path: string, handler: StreamHandler): void {
    const carry = (call: ServerDuplexStream<Bytes, Bytes>) => {
      const context = new GrpcJsContext(call, ++this.#calls);
      const run = new StreamRun(call, (error) => this.#parts.onBug(error, path));
      this.#streams.add(run);
      context.onClosed(() => this.#streams.delete(run));
      run.start((one) => handler.open(one), context);
    };
    this.#library.register(path, carry, asBuffer, asBytes, 'bidi');
  }
}
