import { type DescMessage, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf';
import {
  type Answer,
  type CallContext,
  type CallFailure,
  grpcStatus,
  type StreamHandler,
  type UnaryHandler,
} from './carrier.ts';
import { FieldScan } from './field-scan.ts';

/**
 * Members that one message may have on its outermost level: each costs time and memory, and nobody else is served
 * meanwhile. 4 MiB of beats with real ids are fewer.
 */
const MAX_FIELDS = 100_000;
/** Smaller messages cannot hold enough to harm. */
const SMALL_BYTES = 64 * 1024;

/** A reply as a message, as bytes that were encoded elsewhere, or as a failure of the call. */
type Reply<Out extends DescMessage> = MessageShape<Out> | Uint8Array | CallFailure;

type Handle<In extends DescMessage, Out extends DescMessage> = (
  message: MessageShape<In>,
  context: CallContext,
) => Reply<Out> | Promise<Reply<Out>>;

/** Unknown members are not kept: nothing may rely on their being repeated (contract/grpc-naming.md §1). */
const READ = { readUnknownFields: false } as const;

/** A handler of one request from a function over messages. Bytes that are no such message fail with INTERNAL. */
export const unary = <In extends DescMessage, Out extends DescMessage>(
  input: In,
  output: Out,
  handle: Handle<In, Out>,
): UnaryHandler => ({
  kind: 'unary',
  answer: (bytes, context) => answerWith(input, output, handle, bytes, context),
});

/** A handler of a stream from a function that makes, for each stream, a function over messages. */
export const stream = <In extends DescMessage, Out extends DescMessage>(
  input: In,
  output: Out,
  open: (context: CallContext) => (message: MessageShape<In>) => Reply<Out> | Promise<Reply<Out>>,
): StreamHandler => ({
  kind: 'stream',
  open(context) {
    const handle = open(context);
    return { answer: (bytes) => answerWith(input, output, handle, bytes, context) };
  },
});

function answerWith<In extends DescMessage, Out extends DescMessage>(
  input: In,
  output: Out,
  handle: Handle<In, Out>,
  bytes: Uint8Array,
  context: CallContext,
): Answer | Promise<Answer> {
  if (hasTooManyFields(bytes)) return TOO_MANY_FIELDS;
  const message = decode(input, bytes);
  if (message === undefined) return undecodable(input);
  const reply = handle(message, context);
  return reply instanceof Promise ? reply.then((one) => encode(output, one)) : encode(output, reply);
}

const fields = new FieldScan();

function hasTooManyFields(bytes: Uint8Array): boolean {
  if (bytes.length < SMALL_BYTES) return false;
  fields.on(bytes);
  let count = 0;
  while (fields.next()) count += 1;
  return count > MAX_FIELDS;
}

const TOO_MANY_FIELDS: CallFailure = {
  status: grpcStatus.RESOURCE_EXHAUSTED,
  details: `a message may have ${MAX_FIELDS} members`,
};

/** How a call ends whose bytes are no message of the type. */
export const undecodable = ({ typeName }: DescMessage): CallFailure => ({
  status: grpcStatus.INTERNAL,
  details: `the bytes are no ${typeName}`,
});

/** A message from its bytes, or undefined when they are none. */
export function decode<In extends DescMessage>(input: In, bytes: Uint8Array): MessageShape<In> | undefined {
  try {
    return fromBinary(input, bytes, READ);
  } catch {
    // The library tells undecodable bytes by throwing; for us they are an ordinary refusal.
    return undefined;
  }
}

function encode<Out extends DescMessage>(output: Out, reply: Reply<Out>): Answer {
  if (reply instanceof Uint8Array) return reply;
  if ('$typeName' in reply) return toBinary(output, reply as MessageShape<Out>);
  return reply;
}
