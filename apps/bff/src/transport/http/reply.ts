import { create, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import {
  BatchQueryResponseSchema,
  BatchWriteResponseSchema,
  type Response,
  ResponseSchema,
} from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { type CodeName, codeNameOf, codeOf } from '@cynosure/shared/codes.ts';
import type { Outcome, Refusal } from '@cynosure/shared/outcome.ts';
import { verdictOf } from '../client/replies.ts';
import { jsonOf } from '../proto-json.ts';
import type { Reply } from './route.ts';

/** Number and sentence of a code as every envelope carries them. `info`: instead of the code's own text. */
export const codeAndInfo = (name: CodeName, info?: string): { code: number; info: string } => {
  const code = codeOf(name);
  return { code: code.number, info: info ?? code.info };
};

/** A reply that carries a message of any envelope type. */
export function envelope<Desc extends DescMessage>(
  schema: Desc,
  verdict: { readonly code: number; readonly info: string },
  members: MessageInitShape<Desc>,
): Reply {
  return {
    kind: 'envelope',
    ...verdict,
    render: (info) =>
      // Every envelope has `code` and `info`; the generic cannot say so.
      jsonOf(schema, create(schema, { ...members, code: verdict.code, info } as MessageInitShape<Desc>)),
  };
}

/** Members of a Response besides code and info: what was written, or the request echoed. */
export type ResponseMembers = Omit<MessageInitShape<typeof ResponseSchema>, 'code' | 'info' | '$typeName'>;

/** The reply of a single write. */
export const single = (outcome: Outcome<unknown>, members: ResponseMembers = {}): Reply =>
  envelope(ResponseSchema, verdictOf(outcome), members);

/** The reply to somebody who asks too often, with when to come back. */
export const tooOften = (refusal: Refusal, retryAfterSeconds: number): Reply => ({
  kind: 'envelope',
  retryAfterSeconds,
  ...verdictOf(refusal),
  render: (info) => jsonOf(ResponseSchema, create(ResponseSchema, { ...verdictOf(refusal), info })),
});

/** One entry of a batch. */
export const entry = (outcome: Outcome<unknown>, members: ResponseMembers = {}): Response =>
  create(ResponseSchema, { ...members, ...verdictOf(outcome) });

/** An entry whose members are all null: a valid item beside one that failed the check (contract §1.4). */
export const emptyEntry = (): Response => create(ResponseSchema);

/** The reply of a write of several things. */
export const batchReply = (
  verdict: { readonly code: number; readonly info: string },
  responses: readonly Response[],
): Reply =>
  envelope(BatchWriteResponseSchema, verdict, { size: responses.length, responses: [...responses] });

/** A refusal of a batch as a whole. */
export const batchRefusal = (refusal: Refusal): Reply => batchReply(verdictOf(refusal), []);

type PageMembers = Omit<
  MessageInitShape<typeof BatchQueryResponseSchema>,
  'code' | 'info' | 'amount' | 'size' | '$typeName'
>;

/** A page of a list: `amount` = all matches, `size` = those on this page. */
export const page = (amount: number, size: number, members: PageMembers = {}): Reply =>
  envelope(BatchQueryResponseSchema, codeAndInfo('ExecuteSuccess'), { ...members, amount, size });

/** A refusal of a list. */
export const pageRefusal = (refusal: Refusal): Reply =>
  envelope(BatchQueryResponseSchema, verdictOf(refusal), { amount: 0, size: 0 });

export const text = (status: number, body: string): Reply => ({ kind: 'text', status, text: body });
export const json = (value: unknown): Reply => ({ kind: 'json', status: 200, value });

/** The name of a code on the wire; every code of ours has one. */
export const nameOf = (code: number): CodeName => codeNameOf(code) ?? 'ExecuteException';
