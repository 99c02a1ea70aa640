// A client of the registry's gRPC door, as an SDK is one: typed messages, nothing of the server's code.
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { type Client as ClientMessage, ClientSchema } from '@cynosure/proto/v1/service_manage/client_pb.ts';
import { DiscoverRequestSchema } from '@cynosure/proto/v1/service_manage/request_pb.ts';
import {
  type DiscoverResponse,
  DiscoverResponseSchema,
  type Response,
  ResponseSchema,
} from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { Client, type ClientDuplexStream, credentials, type ServiceError } from '@grpc/grpc-js';

/** Fields of an instance as a caller writes them; see contract/grpc-naming.md §3 for what is required. */
export type InstanceInit = MessageInitShape<typeof InstanceSchema>;

export interface ClientOptions {
  /** A TCP connection that no other client of this process uses; without it connections are shared. */
  readonly ownConnection?: boolean;
  readonly userAgent?: string;
  /** How long a call may take. */
  readonly withinMs?: number;
}

const PATH = '/v1.PolarisGRPC/';

const encode =
  <D extends DescMessage>(schema: D) =>
  (message: MessageShape<D>): Buffer => {
    const bytes = toBinary(schema, message);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
const decode =
  <D extends DescMessage>(schema: D) =>
  (bytes: Buffer): MessageShape<D> =>
    fromBinary(schema, bytes);

/** One connection to a registry at "host:port". Answers carry the registry's `code`; a rejected promise = no answer. */
export class RegistryClient {
  readonly #client: Client;
  readonly #withinMs: number;

  constructor(address: string, options: ClientOptions = {}) {
    this.#withinMs = options.withinMs ?? 30_000;
    this.#client = new Client(address, credentials.createInsecure(), {
      ...(options.ownConnection === true ? { 'grpc.use_local_subchannel_pool': 1 } : {}),
      ...(options.userAgent === undefined ? {} : { 'grpc.primary_user_agent': options.userAgent }),
      'grpc.max_receive_message_length': 64 * 1024 * 1024,
      // A registry that was started again is found again at once, not after the library's two minutes.
      'grpc.initial_reconnect_backoff_ms': 200,
      'grpc.max_reconnect_backoff_ms': 2_000,
    });
  }

  register(instance: InstanceInit): Promise<Response> {
    return this.#call('RegisterInstance', encodeInstance(instance));
  }

  deregister(instance: InstanceInit): Promise<Response> {
    return this.#call('DeregisterInstance', encodeInstance(instance));
  }

  /** `beat` = bytes of an Instance that names one, see `encodeInstance`: who beats for hours encodes once. */
  heartbeat(beat: Buffer): Promise<Response> {
    return this.#call('Heartbeat', beat);
  }

  reportClient(client: Omit<MessageInitShape<typeof ClientSchema>, '$typeName'>): Promise<Response> {
    const message: ClientMessage = create(ClientSchema, client);
    return this.#call('ReportClient', encode(ClientSchema)(message));
  }

  discover(): DiscoverStream {
    return new DiscoverStream(
      this.#client.makeBidiStreamRequest(
        `${PATH}Discover`,
        encode(DiscoverRequestSchema),
        decode(DiscoverResponseSchema),
      ),
    );
  }

  close(): void {
    this.#client.close();
  }

  #call(method: string, message: Buffer): Promise<Response> {
    return new Promise((done, fail) => {
      this.#client.makeUnaryRequest(
        `${PATH}${method}`,
        (bytes: Buffer) => bytes,
        decode(ResponseSchema),
        message,
        { deadline: Date.now() + this.#withinMs },
        (error: ServiceError | null, reply?: Response) => {
          if (error !== null || reply === undefined)
            fail(error ?? new Error(`${method} ended without an answer`));
          else done(reply);
        },
      );
    });
  }
}

/** The bytes of an instance, for calls that are made again and again. */
export const encodeInstance = (instance: InstanceInit): Buffer =>
  encode(InstanceSchema)(create(InstanceSchema, instance));

type Waiting = { readonly done: (reply: DiscoverResponse) => void; readonly fail: (error: Error) => void };

/** One bidirectional Discover stream: the registry answers each request, in order. */
export class DiscoverStream {
  readonly #stream: ClientDuplexStream<MessageShape<typeof DiscoverRequestSchema>, DiscoverResponse>;
  readonly #waiting: Waiting[] = [];
  #over: Error | undefined;

  constructor(stream: ClientDuplexStream<MessageShape<typeof DiscoverRequestSchema>, DiscoverResponse>) {
    this.#stream = stream;
    stream.on('data', (reply: DiscoverResponse) => this.#waiting.shift()?.done(reply));
    stream.on('error', (error) => this.#end(error));
    stream.on('end', () => this.#end(new Error('the registry ended the stream')));
  }

  /** True once nothing can be asked on it any more. */
  get over(): boolean {
    return this.#over !== undefined;
  }

  /** Asks for what a service consists of; with the revision that is already known, an unchanged one is answered with 200001. */
  ask(request: MessageInitShape<typeof DiscoverRequestSchema>): Promise<DiscoverResponse> {
    if (this.#over !== undefined) return Promise.reject(this.#over);
    return new Promise((done, fail) => {
      this.#waiting.push({ done, fail });
      this.#stream.write(create(DiscoverRequestSchema, request));
    });
  }

  end(): void {
    this.#end(new Error('the stream was ended by us'));
    this.#stream.end();
  }

  #end(error: Error): void {
    this.#over ??= error;
    for (const one of this.#waiting.splice(0)) one.fail(this.#over);
  }
}
