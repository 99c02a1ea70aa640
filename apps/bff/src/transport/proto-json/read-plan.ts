import {
  create,
  type DescEnum,
  type DescField,
  type DescMessage,
  ScalarType,
  toBinary,
} from '@bufbuild/protobuf';
import { AnySchema, DurationSchema, isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { messageOfTypeUrl } from './any-types.ts';
import { durationParts } from './duration.ts';
import { readScalar } from './read-scalar.ts';

/** How deep messages may lie in each other; no real one comes near. */
const MAX_DEPTH = 64;

/** One run of the reader. The first problem found is kept, as a sentence, and ends the run. */
export interface Reading {
  problem?: string;
}

/** Turns a JSON value into a value of a message. `where` names the member for people. */
type Read = (value: unknown, where: string, reading: Reading, depth: number) => unknown;

interface Member {
  readonly localName: string;
  readonly read: Read;
}

const plans = new Map<DescMessage, ReadonlyMap<string, Member>>();

/**
 * A message from a JSON value (contract/http-naming.md §1.2): JSON name or proto name, `null` is unset, unknown
 * members are passed over. After a problem the returned message is not to be used.
 */
export function readMessage(
  desc: DescMessage,
  value: unknown,
  where: string,
  reading: Reading,
  depth = 0,
): object {
  const message = create(desc);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return failed(reading, where, 'an object');
  if (depth > MAX_DEPTH) return failed(reading, where, `nested less than ${MAX_DEPTH} levels deep`);
  const plan = planOf(desc);
  // Values of JSON.parse: every key is an own one, `__proto__` included.
  const given = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(given)) {
    const member = plan.get(key);
    const one = given[key];
    if (!member || one === null || one === undefined) continue;
    const read = member.read(one, where === '' ? key : `${where}.${key}`, reading, depth + 1);
    if (reading.problem !== undefined) return message;
    // A message is a plain object whose members carry the local names of its descriptor.
    (message as unknown as Record<string, unknown>)[member.localName] = read;
  }
  return message;
}

/** Keeps the first problem: what should have stood there. Answers an empty object for the reader to return. */
function failed(reading: Reading, where: string, wanted: string): object {
  reading.problem ??= `${where === '' ? 'the body' : shortened(where)} must be ${wanted}`;
  return {};
}

/** Labels are named by their senders, at any length. */
const shortened = (where: string): string => (where.length > 200 ? `${where.slice(0, 200)}…` : where);

function planOf(desc: DescMessage): ReadonlyMap<string, Member> {
  const known = plans.get(desc);
  if (known) return known;
  const members = new Map<string, Member>();
  for (const field of desc.fields) {
    const member = { localName: field.localName, read: readerOf(field) };
    members.set(field.name, member);
    members.set(field.jsonName, member);
  }
  plans.set(desc, members);
  return members;
}

function readerOf(field: DescField): Read {
  switch (field.fieldKind) {
    case 'scalar':
      return scalarReader(field.scalar);
    case 'enum':
      return enumReader(field.enum);
    case 'message':
      // The generated code takes the wrappers of single members as bare values.
      return isWrapperDesc(field.message)
        ? scalarReader(wrappedScalar(field.message))
        : messageReader(field.message);
    case 'list':
      return listReader(itemReader(field));
    case 'map':
      return mapReader(itemReader(field));
  }
}

function itemReader(field: DescField & { fieldKind: 'list' | 'map' }): Read {
  if (field.message) return messageReader(field.message);
  if (field.enum) return enumReader(field.enum);
  return scalarReader(field.scalar ?? ScalarType.STRING);
}

const wrappedScalar = (desc: DescMessage): ScalarType => desc.fields[0]?.scalar ?? ScalarType.STRING;

const scalarReader =
  (type: ScalarType): Read =>
  (value, where, reading) => {
    const read = readScalar(type, value);
    return 'wanted' in read ? failed(reading, where, read.wanted) : read.value;
  };

function enumReader(desc: DescEnum): Read {
  const numbers = new Map(desc.values.map((value) => [value.name, value.number]));
  return (value, where, reading) => {
    const number = typeof value === 'string' ? numbers.get(value) : value;
    if (Number.isInteger(number) && Math.abs(number as number) <= 0x7fffffff) return number;
    return failed(reading, where, `one of ${[...numbers.keys()].join(', ')}`);
  };
}

function messageReader(desc: DescMessage): Read {
  if (isWrapperDesc(desc)) {
    const read = scalarReader(wrappedScalar(desc));
    return (value, where, reading, depth) =>
      Object.assign(create(desc), { value: read(value, where, reading, depth) });
  }
  if (desc.typeName === DurationSchema.typeName) return readDuration;
  if (desc.typeName === AnySchema.typeName) return readAny;
  return (value, where, reading, depth) => readMessage(desc, value, where, reading, depth);
}

const readDuration: Read = (value, where, reading) => {
  const parts = typeof value === 'string' ? durationParts(value) : undefined;
  return parts ? create(DurationSchema, parts) : failed(reading, where, 'a duration such as "3s"');
};

const readAny: Read = (value, where, reading, depth) => {
  const url: unknown =
    typeof value === 'object' && value !== null && '@type' in value ? value['@type'] : undefined;
  if (typeof url !== 'string') return failed(reading, where, 'an object with "@type"');
  const desc = messageOfTypeUrl(url);
  if (!desc) return failed(reading, `${where}.@type`, 'a known message type');
  const inner = readMessage(desc, value, where, reading, depth);
  if (reading.problem !== undefined) return inner;
  // What readMessage returns is a message of the descriptor it was given.
  return create(AnySchema, { typeUrl: url, value: toBinary(desc, inner as ReturnType<typeof create>) });
};

const listReader =
  (read: Read): Read =>
  (value, where, reading, depth) => {
    if (!Array.isArray(value)) return failed(reading, where, 'a list');
    const list: unknown[] = [];
    for (const [index, one] of value.entries()) {
      list.push(read(one, `${where}[${index}]`, reading, depth));
      if (reading.problem !== undefined) break;
    }
    return list;
  };

/** Maps that stood in the JSON and were empty: bytes cannot tell them from missing ones, updates must (contract §1.2). */
const givenEmpty = new WeakSet<object>();

/** Whether a map of a message was given: it has entries, or stood in the JSON as `{}`. */
export const isGivenMap = (map: object): boolean => Object.keys(map).length > 0 || givenEmpty.has(map);

const mapReader =
  (read: Read): Read =>
  (value, where, reading, depth) => {
    if (typeof value !== 'object' || Array.isArray(value)) return failed(reading, where, 'an object');
    // Without a prototype, so that a key such as `__proto__` is a key like any other.
    const map: Record<string, unknown> = Object.create(null);
    for (const [key, one] of Object.entries(value as object)) {
      map[key.toWellFormed()] = read(one, `${where}.${key}`, reading, depth);
      if (reading.problem !== undefined) break;
    }
    if (Object.keys(map).length === 0) givenEmpty.add(map);
    return map;
  };
