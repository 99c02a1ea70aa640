import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';

type Headers = Readonly<Record<string, string>>;

const metadataOf = (headers: Headers): Metadata => {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(headers)) metadata.set(key, value);
  return metadata;
};

const encoder =
  <Desc extends DescMessage>(schema: Desc) =>
  (message: MessageShape<Desc>): Buffer =>
    Buffer.from(toBinary(schema, message));

const decoder =
  <Desc extends DescMessage>(schema: Desc) =>
  (bytes: Buffer): MessageShape<Desc> =>
    fromBinary(schema, bytes);

/** A client of the gRPC door for tests, over a real socket. */
export class GrpcClient {
  readonly #client: Client;

  constructor(port: number) {
    this.#client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  }

  /** One call; rejects with the library's ServiceError where the status is not OK. */
  call<In extends DescMessage, Out extends DescMessage>(
    path: string,
    [input, output]: readonly [In, Out],
    message: MessageInitShape<In>,
    headers: Headers = {},
  ): Promise<MessageShape<Out>> {
    return new Promise((done, fail) => {
      this.#client.makeUnaryRequest(
        path,
        encoder(input),
        decoder(output),
        create(input, message),
        metadataOf(headers),
        (error: ServiceError | null, reply?: MessageShape<Out>) => (reply ? done(reply) : fail(error)),
      );
    });
  }

  /** One call with bytes as they are; answers the status, and the reply's bytes where it is OK. */
  raw(path: string, bytes: Uint8Array): Promise<{ readonly status: number; readonly reply: Uint8Array }> {
    const asIs = (buffer: Buffer): Buffer => buffer;
    return new Promise((done) => {
      this.#client.makeUnaryRequest(
        path,
        asIs,
        asIs,
        Buffer.from(bytes),
        (error: ServiceError | null, reply?: Buffer) =>
          done({ status: error?.code ?? 0, reply: reply ?? new Uint8Array() }),
      );
    });
  }

  /** A stream on which each question waits for its answer. */
  stream<In extends DescMessage, Out extends DescMessage>(
    path: string,
    [input, output]: readonly [In, Out],
    headers: Headers = {},
  ) {
    const call = this.#client.makeBidiStreamRequest(
      path,
      encoder(input),
      decoder(output),
      metadataOf(headers),
    );
    // Failures arrive as the status of the call, see `ended`.
    call.on('error', () => {});
    const ended = new Promise<number>((done) => call.once('status', ({ code }) => done(code)));
    return {
      ask: (message: MessageInitShape<In>): Promise<MessageShape<Out>> => {
        const answered = new Promise<MessageShape<Out>>((done, fail) => {
          call.once('data', done);
          void ended.then((code) => fail(new Error(`the stream ended with status ${code}`)));
        });
        call.write(create(input, message));
        return answered;
      },
      /** Half-closes; resolves with the status of the call. */
      end: (): Promise<number> => {
        call.end();
        call.resume();
        return ended;
      },
    };
  }

  close(): void {
    this.#client.close();
  }
}
