import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { type Response, ResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { codeOf } from '@cynosure/shared/codes.ts';
import type { Outcome } from '@cynosure/shared/outcome.ts';

/** Number and sentence of an outcome as every reply carries them. */
export const verdictOf = (outcome: Outcome<unknown>): { readonly code: number; readonly info: string } => {
  const { number, info } = codeOf(outcome.code);
  return { code: number, info: ('info' in outcome ? outcome.info : undefined) ?? info };
};

/** The reply of a single call: its verdict and whatever it answers with. */
export const replyOf = (
  outcome: Outcome<unknown>,
  members: Omit<MessageInitShape<typeof ResponseSchema>, 'code' | 'info' | '$typeName'> = {},
): Response => create(ResponseSchema, { ...members, ...verdictOf(outcome) });
