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

/** A message from the text of a body; `null` counts as an empty one. Refuses with 400001. */
export function messageFromText<Desc extends DescMessage>(
  schema: Desc,
  text: string,
): Outcome<MessageShape<Desc>> {
  const parsed = parse(text);
  return parsed.code === 'ExecuteSuccess' ? messageFromJson(schema, parsed.value) : parsed;
}

/**
 * The messages of a body that holds an array (contract/http-naming.md §1.4). `null`, a bare number and `{}` are an
 * empty list; anything else that is no array is refused with 400001. How many there may be is the caller's.
 */
export function messagesFromText<Desc extends DescMessage>(
  schema: Desc,
  text: string,
): Outcome<MessageShape<Desc>[]> {
  const parsed = parse(text);
  if (parsed.code !== 'ExecuteSuccess') return parsed;
  if (!Array.isArray(parsed.value)) {
    return countsAsEmpty(parsed.value) ? done([]) : undecodable('not at beginning of value');
  }
  const messages: MessageShape<Desc>[] = [];
  for (const [index, value] of parsed.value.entries()) {
    const reading: Reading = {};
    const message = readMessage(schema, value ?? {}, `[${index}]`, reading);
    if (reading.problem !== undefined) return undecodable(reading.problem);
    // readMessage returns a message of the descriptor it was given.
    messages.push(message as MessageShape<Desc>);
  }
  return done(messages);
}

const countsAsEmpty = (value: unknown): boolean =>
  value === null ||
  typeof value === 'number' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

function parse(text: string): Outcome<unknown> {
  try {
    return done(JSON.parse(text));
  } catch (error) {
    return undecodable(error instanceof Error ? error.message : String(error));
  }
}

const undecodable = (detail: string): Refusal =>
  refused('ParseException', `${codes.ParseException.info}: ${detail}`);
