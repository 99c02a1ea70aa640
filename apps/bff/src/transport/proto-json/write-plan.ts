import type { MessageShape } from '@bufbuild/protobuf';
import {
  type DescEnum,
  type DescField,
  type DescMessage,
  fromBinary,
  getOption,
  ScalarType,
} from '@bufbuild/protobuf';
import { type AnySchema, DurationSchema, isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { newer } from '@cynosure/proto/cynosure/options_pb.ts';
import { messageOfTypeUrl } from './any-types.ts';
import { type DurationParts, durationText } from './duration.ts';

/** Turns one value of a message into JSON text. */
type Write = (value: unknown) => string;

/** One member: the text before its value, where the value lies, and how it is written. */
interface Step {
  readonly before: string;
  readonly localName: string;
  readonly write: Write;
}

/** The members of a message in the order in which they are written; `,"a":` before each but the first. */
type Plan = readonly Step[];

const plans = new Map<DescMessage, Plan>();

/** JSON text of a message, by a plan that is made once per message type. */
export const writeMessage = (desc: DescMessage, message: object): string => `{${members(desc, message)}}`;

function members(desc: DescMessage, message: object): string {
  let text = '';
  for (const step of planOf(desc)) {
    // A message is a plain object whose members carry the local names of its descriptor.
    text += step.before + step.write((message as Readonly<Record<string, unknown>>)[step.localName]);
  }
  return text;
}

function planOf(desc: DescMessage): Plan {
  const known = plans.get(desc);
  if (known) return known;
  // The envelopes have an exact set of members: what only newer definitions know stays out.
  const plan = desc.fields
    .filter((field) => !getOption(field, newer))
    .map((field, index) => ({
      before: `${index === 0 ? '' : ','}${JSON.stringify(field.jsonName)}:`,
      localName: field.localName,
      write: writerOf(field),
    }));
  plans.set(desc, plan);
  return plan;
}

function writerOf(field: DescField): Write {
  switch (field.fieldKind) {
    case 'scalar':
      return scalarWriter(field.scalar);
    case 'enum':
      return enumWriter(field.enum);
    case 'message': {
      // The generated code hands out the wrappers of single members as bare values already.
      if (isWrapperDesc(field.message)) return orNull(scalarWriter(wrappedScalar(field.message)));
      return orNull(messageWriter(field.message));
    }
    case 'list':
      return listWriter(itemWriter(field));
    case 'map':
      return mapWriter(itemWriter(field));
  }
}

function itemWriter(field: DescField & { fieldKind: 'list' | 'map' }): Write {
  if (field.message) return messageWriter(field.message);
  if (field.enum) return enumWriter(field.enum);
  return scalarWriter(field.scalar ?? ScalarType.STRING);
}

function messageWriter(desc: DescMessage): Write {
  if (isWrapperDesc(desc)) {
    const write = scalarWriter(wrappedScalar(desc));
    return (wrapper) => write((wrapper as { readonly value: unknown }).value);
  }
  if (desc.typeName === DurationSchema.typeName)
    return (value) => `"${durationText(value as DurationParts)}"`;
  if (desc.typeName === 'google.protobuf.Any')
    return (value) => writeAny(value as MessageShape<typeof AnySchema>);
  return (message) => writeMessage(desc, message as object);
}

const wrappedScalar = (desc: DescMessage): ScalarType => desc.fields[0]?.scalar ?? ScalarType.STRING;

function writeAny({ typeUrl, value }: MessageShape<typeof AnySchema>): string {
  const desc = messageOfTypeUrl(typeUrl);
  const head = `{"@type":${JSON.stringify(typeUrl)}`;
  if (!desc) return `${head},"value":${JSON.stringify(base64(value))}}`;
  const inner = members(desc, fromBinary(desc, value));
  return inner === '' ? `${head}}` : `${head},${inner}}`;
}

const orNull =
  (write: Write): Write =>
  (value) =>
    value === undefined ? 'null' : write(value);

const listWriter =
  (write: Write): Write =>
  (list) => {
    let text = '[';
    for (const item of list as readonly unknown[]) text += (text === '[' ? '' : ',') + write(item);
    return `${text}]`;
  };

const mapWriter =
  (write: Write): Write =>
  (map) => {
    let text = '{';
    const entries = map as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(entries)) {
      text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${write(entries[key])}`;
    }
    return `${text}}`;
  };

function enumWriter(desc: DescEnum): Write {
  const names = new Map(desc.values.map((value) => [value.number, JSON.stringify(value.name)]));
  return (number) => names.get(number as number) ?? String(number);
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function scalarWriter(type: ScalarType): Write {
  switch (type) {
    case ScalarType.STRING:
      return JSON.stringify;
    case ScalarType.BYTES:
      return (bytes) => `"${base64(bytes as Uint8Array)}"`;
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return (number) => `"${number}"`;
    case ScalarType.FLOAT:
    case ScalarType.DOUBLE:
      return (number) => (Number.isFinite(number) ? String(number) : `"${number}"`);
    default:
      return String;
  }
}
