import { toBinary } from '@bufbuild/protobuf';
import { ResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { done, refused } from '@cynosure/shared/outcome.ts';
import type { BeatAnswer } from '../../checker/checker.ts';
import { instanceIdOf } from '../../registry/commands/new-ids.ts';
import type { Beats } from '../client/client-parts.ts';
import { replyOf } from '../client/replies.ts';
import { isName } from '../parse/limits.ts';
import { BatchIds } from './batch-ids.ts';
import type { StreamHandler, UnaryHandler } from './carrier.ts';
import { FieldScan, type Span, wrappedNumber, wrappedText } from './field-scan.ts';
import { joinField } from './join-field.ts';

const INSTANCE = { id: 1, service: 2, namespace: 3, host: 4, port: 5, serviceToken: 19, vpcId: 21 } as const;
const RESPONSE_INSTANCE = 6;

const ACCEPTED = toBinary(ResponseSchema, replyOf(done(null)));
const UNKNOWN = toBinary(ResponseSchema, replyOf(refused('NotFoundResource')));
const NOTHING = new Uint8Array();

const fields = new FieldScan();

/** What names an instance, where each part lies in the message; `from` -1 = not given. Used again for each beat. */
const named = {
  id: { from: -1, to: -1 },
  service: { from: -1, to: -1 },
  namespace: { from: -1, to: -1 },
  host: { from: -1, to: -1 },
  vpcId: { from: -1, to: -1 },
  token: { from: -1, to: -1 },
  port: -1,
};
const spans: readonly Span[] = [
  named.id,
  named.service,
  named.namespace,
  named.host,
  named.vpcId,
  named.token,
];

/** Which part of `named` a member fills. */
const SPAN_OF: Readonly<Record<number, Span>> = {
  [INSTANCE.id]: named.id,
  [INSTANCE.service]: named.service,
  [INSTANCE.namespace]: named.namespace,
  [INSTANCE.host]: named.host,
  [INSTANCE.vpcId]: named.vpcId,
  [INSTANCE.serviceToken]: named.token,
};

/**
 * Heartbeat on bytes: a beat that names its instance by id, or by its address as SDKs do, is taken without decoding
 * the message, and the message is echoed as it came. Everything else goes to `ordinary`: other members, whose
 * depth only decoding can judge, and whatever is faulty.
 */
export const rawHeartbeat = (beats: Beats, ordinary: UnaryHandler): UnaryHandler => ({
  kind: 'unary',
  answer(message, context) {
    const answer = isPlainBeat(message) ? beatOfNamed(beats, message) : undefined;
    if (answer === undefined) return ordinary.answer(message, context);
    return joinField(answer === 'accepted' ? ACCEPTED : UNKNOWN, RESPONSE_INSTANCE, message);
  },
});

/** Whether an Instance has nothing but the members that name one; fills `named`. */
function isPlainBeat(message: Uint8Array): boolean {
  for (const span of spans) span.from = -1;
  named.port = -1;
  fields.on(message);
  while (fields.next()) {
    const { number, from, to } = fields;
    if (from === -1) return false;
    const span = SPAN_OF[number];
    // A member that comes twice is merged by rules of its own.
    if (span === undefined ? number !== INSTANCE.port || named.port !== -1 : span.from !== -1) return false;
    if (span === undefined) named.port = wrappedNumber(message, from, to);
    const fits = span === undefined ? named.port !== -1 : wrappedText(message, from, to, span);
    if (!fits) return false;
  }
  return !fields.broken;
}

/** Beats for what `named` names; undefined where that is not complete and proper. */
function beatOfNamed(beats: Beats, message: Uint8Array): BeatAnswer | undefined {
  const { id, port } = named;
  if (id.from !== -1) return id.to > id.from ? beats.beatBytes(message.subarray(id.from, id.to)) : undefined;
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const textOf = ({ from, to }: Span) => (from === -1 ? '' : bytes.toString('latin1', from, to));
  const service = textOf(named.service);
  const namespace = textOf(named.namespace);
  const host = textOf(named.host);
  if (!isName(service) || !isName(namespace) || host === '' || port === -1) return undefined;
  return beats.beat(instanceIdOf({ namespace, service, host, port, vpcId: textOf(named.vpcId) }));
}

/** BatchHeartbeat on bytes (contract/grpc-naming.md §6): only ids count, and nothing is refused. */
export const rawBatchHeartbeat = (beats: Beats, ordinary: StreamHandler): StreamHandler => ({
  kind: 'stream',
  open(context) {
    const session = ordinary.open(context);
    return {
      answer(message) {
        if (!ids.read(message)) return session.answer(message);
        beats.beatAll(message, ids.spans, ids.count);
        return NOTHING;
      },
    };
  },
});

const ids = new BatchIds();
