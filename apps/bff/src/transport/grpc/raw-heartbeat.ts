import { toBinary } from '@bufbuild/protobuf';
import { ResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { done, refused } from '@cynosure/shared/outcome.ts';
import type { Beats } from '../client/client-parts.ts';
import { replyOf } from '../client/replies.ts';
import type { StreamHandler, UnaryHandler } from './carrier.ts';
import { FieldScan, wrappedText } from './field-scan.ts';
import { joinField } from './join-field.ts';

const INSTANCE_ID = 1;
const RESPONSE_INSTANCE = 6;
const HEARTBEATS = 1;
const HEARTBEAT_INSTANCE_ID = 1;

const ACCEPTED = toBinary(ResponseSchema, replyOf(done(null)));
const UNKNOWN = toBinary(ResponseSchema, replyOf(refused('NotFoundResource')));
const NOTHING = new Uint8Array();

const fields = new FieldScan();
const text = { from: 0, to: 0 };

/**
 * Heartbeat on bytes: a beat that names its id is taken without decoding the message, and the message is echoed as
 * it came. Beats by address, and bytes that are no message, go to `ordinary`.
 */
export const rawHeartbeat = (beats: Beats, ordinary: UnaryHandler): UnaryHandler => ({
  kind: 'unary',
  answer(message, context) {
    if (!hasId(message)) return ordinary.answer(message, context);
    const answer = beats.beatBytes(message.subarray(text.from, text.to));
    return joinField(answer === 'accepted' ? ACCEPTED : UNKNOWN, RESPONSE_INSTANCE, message);
  },
});

/** Whether an Instance is well-formed on its first level and names a non-empty id, which then lies at `text`. */
function hasId(message: Uint8Array): boolean {
  let from = 0;
  let to = 0;
  fields.on(message);
  while (fields.next()) {
    if (fields.number !== INSTANCE_ID) continue;
    if (fields.from === -1 || !wrappedText(message, fields.from, fields.to, text)) return false;
    ({ from, to } = text);
  }
  text.from = from;
  text.to = to;
  return !fields.broken && to > from;
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
  let id: Uint8Array = NOTHING;
  inner.on(message, from, to);
  while (inner.next()) {
    if (inner.number === HEARTBEAT_INSTANCE_ID) id = message.subarray(inner.from, inner.to);
  }
  if (id.length > 0) beats.beatBytes(id);
}
