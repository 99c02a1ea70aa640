import { toBinary } from '@bufbuild/protobuf';
import { ResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { done, refused } from '@cynosure/shared/outcome.ts';
import type { Beats } from '../client/client-parts.ts';
import { replyOf } from '../client/replies.ts';
import type { StreamHandler, UnaryHandler } from './carrier.ts';
import { FieldScan, isWrappedNumber, type Span, wrappedText } from './field-scan.ts';
import { joinField } from './join-field.ts';

const INSTANCE = { id: 1, service: 2, namespace: 3, host: 4, port: 5, serviceToken: 19, vpcId: 21 } as const;
const TEXTS: ReadonlySet<number> = new Set([
  INSTANCE.service,
  INSTANCE.namespace,
  INSTANCE.host,
  INSTANCE.serviceToken,
  INSTANCE.vpcId,
]);
const RESPONSE_INSTANCE = 6;
const HEARTBEATS = 1;
const HEARTBEAT_INSTANCE_ID = 1;

const ACCEPTED = toBinary(ResponseSchema, replyOf(done(null)));
const UNKNOWN = toBinary(ResponseSchema, replyOf(refused('NotFoundResource')));
const NOTHING = new Uint8Array();

const fields = new FieldScan();
const id: Span = { from: 0, to: 0 };
const other: Span = { from: 0, to: 0 };

/**
 * Heartbeat on bytes: a beat that names its id is taken without decoding the message, and the message is echoed as
 * it came. Beats by address, and bytes that are no message, go to `ordinary`.
 */
export const rawHeartbeat = (beats: Beats, ordinary: UnaryHandler): UnaryHandler => ({
  kind: 'unary',
  answer(message, context) {
    if (!hasId(message)) return ordinary.answer(message, context);
    const answer = beats.beatBytes(message.subarray(id.from, id.to));
    return joinField(answer === 'accepted' ? ACCEPTED : UNKNOWN, RESPONSE_INSTANCE, message);
  },
});

/**
 * Whether an Instance names a non-empty id, which then lies at `id`, and besides at most the members by which SDKs
 * name an instance. With any other member the message is decoded, which finds what is wrong in its depth.
 */
function hasId(message: Uint8Array): boolean {
  id.from = 0;
  id.to = 0;
  fields.on(message);
  while (fields.next()) {
    const { number, from, to } = fields;
    if (from === -1) return false;
    const fits =
      number === INSTANCE.id
        ? wrappedText(message, from, to, id)
        : number === INSTANCE.port
          ? isWrappedNumber(message, from, to)
          : TEXTS.has(number) && wrappedText(message, from, to, other);
    if (!fits) return false;
  }
  return !fields.broken && id.to > id.from;
}

/** BatchHeartbeat on bytes (contract/grpc-naming.md §6): only ids count, and nothing is refused. */
export const rawBatchHeartbeat = (beats: Beats, ordinary: StreamHandler): StreamHandler => ({
  kind: 'stream',
  open(context) {
    const session = ordinary.open(context);
    return {
      answer(message) {
        if (!isBatch(message)) return session.answer(message);
        fields.on(message);
        while (fields.next()) beatOf(beats, message, fields.from, fields.to);
        return NOTHING;
      },
    };
  },
});

const inner = new FieldScan();

function isBatch(message: Uint8Array): boolean {
  fields.on(message);
  while (fields.next()) {
    if (fields.number !== HEARTBEATS || fields.from === -1) return false;
    inner.on(message, fields.from, fields.to);
    while (inner.next()) if (inner.number === HEARTBEAT_INSTANCE_ID && inner.from === -1) return false;
    if (inner.broken) return false;
  }
  return !fields.broken;
}

function beatOf(beats: Beats, message: Uint8Array, from: number, to: number): void {
  let named: Uint8Array = NOTHING;
  inner.on(message, from, to);
  while (inner.next()) {
    if (inner.number === HEARTBEAT_INSTANCE_ID) named = message.subarray(inner.from, inner.to);
  }
  if (named.length > 0) beats.beatBytes(named);
}
