import { create, toBinary } from '@bufbuild/protobuf';
import { DiscoverRequest_DiscoverRequestType as Asked } from '@cynosure/proto/v1/service_manage/request_pb.ts';
import {
  DiscoverResponse_DiscoverResponseType as Answered,
  DiscoverResponseSchema,
} from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { refused } from '@cynosure/shared/outcome.ts';
import type { Discovered, Discovery } from '../../registry/discovery.ts';
import { verdictOf } from '../client/replies.ts';
import { FieldScan, type Span, wrappedText } from './field-scan.ts';
import { joinField } from './join-field.ts';

const REQUEST = { type: 1, service: 2 } as const;
const SERVICE = { name: 1, namespace: 2, revision: 15 } as const;
const RESPONSE_SERVICE = 4;

const NO_CHANGE = toBinary(
  DiscoverResponseSchema,
  create(DiscoverResponseSchema, { ...verdictOf(refused('DataNoChange')), type: Answered.INSTANCE }),
);

const fields = new FieldScan();
const text: Span = { from: 0, to: 0 };

/** A question that was answered from its bytes. */
export interface Hit {
  readonly reply: Uint8Array;
  readonly discovered: Discovered;
  readonly revision: string;
  /** In which it was asked for. */
  readonly namespace: string;
}

/**
 * Answers "no change" from the bytes of a question for instances whose revision is the current one: the service is
 * echoed as it came, nothing is decoded. Undefined for every other question, which takes the ordinary path.
 */
export function hitOf(discovery: Discovery, message: Uint8Array): Hit | undefined {
  let type = 0;
  let from = -1;
  let to = -1;
  fields.on(message);
  while (fields.next()) {
    if (fields.number === REQUEST.type && fields.from === -1) type = fields.value;
    else if (fields.number === REQUEST.service && fields.from !== -1 && from === -1) ({ from, to } = fields);
    // A service in two parts, a filter, a direction, or whatever later definitions bring.
    else return undefined;
  }
  if (fields.broken || type !== Asked.INSTANCE || from === -1) return undefined;
  return hitOfService(discovery, message, from, to);
}

function hitOfService(discovery: Discovery, message: Uint8Array, from: number, to: number): Hit | undefined {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  let name: string | undefined;
  let namespace: string | undefined;
  let revision: string | undefined;
  fields.on(message, from, to);
  while (fields.next()) {
    if (fields.from === -1 || !wrappedText(message, fields.from, fields.to, text)) return undefined;
    const value = bytes.toString('latin1', text.from, text.to);
    // Any other member, or one that comes twice and is merged by rules of its own.
    if (fields.number === SERVICE.name && name === undefined) name = value;
    else if (fields.number === SERVICE.namespace && namespace === undefined) namespace = value;
    else if (fields.number === SERVICE.revision && revision === undefined) revision = value;
    else return undefined;
  }
  // An empty namespace means another one, so its echo is not what came.
  if (fields.broken || !revision || !name || !namespace) return undefined;
  const discovered = discovery.find(namespace, name);
  if (discovered?.revision !== revision) return undefined;
  const reply = joinField(NO_CHANGE, RESPONSE_SERVICE, message.subarray(from, to));
  return { reply, discovered, revision, namespace };
}
