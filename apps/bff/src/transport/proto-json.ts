import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { codes } from '@cynosure/shared/codes.ts';
import { done, type Outcome, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import { type Reading, readMessage } from './proto-json/read-plan.ts';
import { writeMessage } from './proto-json/write-plan.ts';

/**
 * JSON text of a message as the reference writes it (contract/http-naming.md §1.2): every member is there, unset
 * wrappers and sub-messages as `null`; 64-bit numbers quoted; enums by name; `Any` inline; declaration order.
 */
export const jsonOf = <Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): string =>
  writeMessage(schema, message);

/** A message from a value of `JSON.parse`. Refuses with 400001 and what is wrong where. */
export function messageFromJson<Desc extends DescMessage>(
  schema: Desc,
  value: unknown,
): Outcome<MessageShape<Desc>> {
  const reading: Reading = {};
  const message = readMessage(schema, value ?? {}, '', reading);
  // readMessage returns a message of the descriptor it was given.
  return reading.problem === undefined ? done(message as MessageShape<Desc>) : undecodable(reading.problem);
}

const undecodable = (detail: string): Refusal =>
  refused('ParseException', `${codes.ParseException.info}: ${detail}`);
