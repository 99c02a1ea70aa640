import type { Span } from './label-scan.ts';
import type { Check, InstanceFacts, Labels, Location, ServiceName } from './model.ts';
import { feedByte, feedHash, HASH_SEED, mixHash } from './tables/id-index.ts';
import { WireReader, WireWriter } from './wire.ts';

/**
 * An instance as bytes, in four parts one after another:
 *
 * 1. what only this instance has, as Discover sends it (message v1.Instance, contract/grpc-messages.tsv): id,
 *    vpc_id, priority, logic_set and the client's labels less those that an injected one hides;
 * 2. the hidden labels, which never go on the wire;
 * 3. host, port, weight and time of registration;
 * 4. what instances are often alike in: protocol, version, check and location.
 *
 * The store keeps all four. The table keeps the first two per row, the third in columns and the fourth once for
 * all rows that are alike; answers are joined from them (core.md §4). The service's names are in none.
 */
export interface EncodedFacts {
  readonly body: Uint8Array;
  /** Size of the first part. */
  readonly wireLength: number;
}

/** What the parts say: the first two, the third, the fourth. */
export type KeptFacts = Pick<InstanceFacts, 'id' | 'vpcId' | 'priority' | 'logicSet' | 'labels'>;
export type ColumnFacts = Pick<InstanceFacts, 'host' | 'port' | 'weight' | 'ctime'>;
export type ColumnNumbers = Omit<ColumnFacts, 'host'>;
export type CommonFacts = Pick<InstanceFacts, 'protocol' | 'version' | 'check' | 'location'>;

/** Numbers of v1.Instance, and one of our own for the fourth part. */
export const F = {
  id: 1, service: 2, namespace: 3, host: 4, port: 5, protocol: 6, version: 7, priority: 8, weight: 9,
  healthCheck: 10, healthy: 11, isolate: 12, location: 13, metadata: 14, logicSet: 15, ctime: 16, mtime: 17,
  revision: 18, enableHealthCheck: 20, vpcId: 21, common: 100,
} as const; // biome-ignore format: one table, as in the definition

const PLACE = ['region', 'zone', 'campus'] as const;

type Injecting = Omit<CommonFacts, 'check'>;

/** Keys that the registry adds to the labels on the wire (contract/grpc-naming.md §8.2, metadata injection). */
export function injectedLabels(facts: Injecting): Labels {
  const labels: Record<string, string> = Object.create(null);
  if (facts.version) labels.version = facts.version;
  if (facts.protocol) labels.protocol = facts.protocol;
  if (facts.location !== null) for (const key of PLACE) labels[key] = facts.location[key] ?? '';
  return labels;
}

/** Whether the registry adds a label of that name, so that the client's own is not sent. */
function isHidden(key: string, facts: Injecting): boolean {
  if (key === 'version') return Boolean(facts.version);
  if (key === 'protocol') return Boolean(facts.protocol);
  return facts.location !== null && (key === 'region' || key === 'zone' || key === 'campus');
}

// Encoding ----------------------------------------------------------------------------------------

const writer = new WireWriter();

export function encodeFacts(facts: InstanceFacts): EncodedFacts {
  const { labels } = facts;
  const keys = Object.keys(labels);
  const out = writer.reset();
  // The id comes first: rows are compared by it (readId).
  out.stringValue(F.id, facts.id).stringValue(F.vpcId, facts.vpcId);
  out.uint32Value(F.priority, facts.priority).stringValue(F.logicSet, facts.logicSet);
  let hidden = 0;
  for (const key of keys) {
    if (isHidden(key, facts)) hidden += 1;
    else out.mapEntry(F.metadata, key, labels[key] ?? '');
  }
  const wireLength = out.length;
  if (hidden > 0) {
    for (const key of keys) if (isHidden(key, facts)) out.mapEntry(F.metadata, key, labels[key] ?? '');
  }
  out.string(F.host, facts.host).number(F.port, facts.port).number(F.weight, facts.weight);
  out.number(F.ctime, facts.ctime);
  writeCommon(out, facts);
  return { body: out.takeShort(), wireLength };
}

/** The fourth part: plain members under the numbers of the message. */
function writeCommon(out: WireWriter, { protocol, version, check, location }: CommonFacts): void {
  const start = out.open(F.common);
  if (protocol !== null) out.string(F.protocol, protocol);
  if (version !== null) out.string(F.version, version);
  if (check === 'off') out.number(F.enableHealthCheck, 0);
  else if (check !== 'none') out.number(F.healthCheck, check.ttlSeconds);
  if (location !== null) writeLocation(out, location);
  out.close(start);
}

/** On the wire and at rest: both are v1.Location. */
export function writeLocation(out: WireWriter, location: Location): void {
  const start = out.open(F.location);
  out.stringValue(1, location.region ?? null);
  out.stringValue(2, location.zone ?? null);
  out.stringValue(3, location.campus ?? null);
  out.close(start);
}

// Decoding ----------------------------------------------------------------------------------------

const reader = new WireReader();

/** The inverse of `encodeFacts`; `names` are those of the row's service. */
export function decodeFacts(body: Uint8Array, wireLength: number, names: ServiceName): InstanceFacts {
  const { namespace, service } = names;
  const { keptLength, host: at, columns, commonAt } = openBody(body, 0, body.length, wireLength);
  const common = decodeCommon(body, commonAt, body.length);
  const host = Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8', at.from, at.to);
  return { ...decodeKept(body, 0, keptLength), host, ...columns, ...common, namespace, service };
}

/** What the table wants of a body. */
export interface OpenBody {
  /** How long the first two parts are together. */
  readonly keptLength: number;
  /** Where the bytes of the host lie. */
  readonly host: Span;
  readonly columns: ColumnNumbers;
  /** Where the content of the fourth part begins; it ends the body. */
  readonly commonAt: number;
}

/** Opens the body that lies in `bytes` from `from` to `to`; places are those in `bytes`. */
export function openBody(bytes: Uint8Array, from: number, to: number, wireLength: number): OpenBody {
  const host = { from: 0, to: 0 };
  const columns = { port: 0, weight: 0, ctime: 0 };
  let keptLength = wireLength;
  reader.on(bytes, from + wireLength, to);
  for (;;) {
    switch (reader.field()) {
      case F.metadata: reader.leave(reader.enter()); keptLength = reader.at - from; break;
      case F.host: readSpan(host); break;
      case F.port: columns.port = reader.varint(); break;
      case F.weight: columns.weight = reader.varint(); break;
      case F.ctime: columns.ctime = reader.varint(); break;
      case F.common: return { keptLength, host, columns, commonAt: lastPart(to) };
      default: throw new RangeError('damaged row: unknown field behind the labels');
    }
  } // biome-ignore format: one line per field
}

function readSpan(into: Span): void {
  const outer = reader.enter();
  into.from = reader.at;
  into.to = reader.end;
  reader.leave(outer);
}

function lastPart(end: number): number {
  reader.enter();
  if (reader.end !== end) throw new RangeError('damaged row: something behind its last part');
  return reader.at;
}

/** What a fourth part says, wherever it lies. */
export function decodeCommon(bytes: Uint8Array, from: number, to: number): CommonFacts {
  const facts = {
    protocol: null as string | null, version: null as string | null, check: 'none' as Check,
    location: null as Location | null,
  }; // biome-ignore format: short members
  reader.on(bytes, from, to);
  while (!reader.done) {
    switch (reader.field()) {
      case F.protocol: facts.protocol = reader.text(); break;
      case F.version: facts.version = reader.text(); break;
      case F.enableHealthCheck: facts.check = reader.varint() === 0 ? 'off' : 'none'; break;
      case F.healthCheck: facts.check = { ttlSeconds: reader.varint() }; break;
      case F.location: facts.location = readLocation(); break;
      default: throw new RangeError('damaged row: unknown field in its last part');
    }
  } // biome-ignore format: one line per field
  return facts;
}

/** What the first two parts say, wherever they lie. */
export function decodeKept(bytes: Uint8Array, from: number, to: number): KeptFacts {
  const facts = {
    id: '', vpcId: null as string | null, priority: null as number | null, logicSet: null as string | null,
    labels: Object.create(null) as Record<string, string>,
  }; // biome-ignore format: short members
  reader.on(bytes, from, to);
  while (!reader.done) {
    switch (reader.field()) {
      case F.id: facts.id = reader.stringValue(); break;
      case F.vpcId: facts.vpcId = reader.stringValue(); break;
      case F.priority: facts.priority = reader.uint32Value(); break;
      case F.logicSet: facts.logicSet = reader.stringValue(); break;
      case F.metadata: readEntry(facts.labels); break;
      default: throw new RangeError('damaged row: unknown field');
    }
  } // biome-ignore format: one line per field
  return facts;
}

function readLocation(): Location {
  const location: { region?: string; zone?: string; campus?: string } = {};
  const outer = reader.enter();
  while (!reader.done) {
    const number = reader.field();
    if (number === 1) location.region = reader.stringValue();
    else if (number === 2) location.zone = reader.stringValue();
    else location.campus = reader.stringValue();
  }
  reader.leave(outer);
  return location;
}

function readEntry(into: Record<string, string>): void {
  const outer = reader.enter();
  reader.field();
  const key = reader.text();
  reader.field();
  into[key] = reader.text();
  reader.leave(outer);
}

/** Where the id lies in a row whose first part begins at `at`: it is its first field. */
export function findId(bytes: Uint8Array, at: number, into: Span): void {
  let from = at + 1;
  while ((bytes[from++] ?? 0) >= 0x80);
  from += 1;
  let size = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[from++] ?? 0;
    size |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  into.from = from;
  into.to = from + size;
}

/**
 * Hashes of the labels in the first two parts of a body, which lie between two places, in their order, from their bytes.
 * Answers how many.
 */
export function hashLabels(bytes: Uint8Array, from: number, to: number, into: Uint32Array): number {
  let count = 0;
  reader.on(bytes, from, to);
  while (!reader.done) {
    if (reader.field() === F.metadata) into[count++] = hashEntry(bytes);
    else reader.leave(reader.enter());
  }
  return count;
}

/** The same number as `labelHash` gives for key and value. */
function hashEntry(body: Uint8Array): number {
  const outer = reader.enter();
  const key = hashText(HASH_SEED, body);
  const hash = hashText(feedByte(key, 0), body);
  reader.leave(outer);
  return mixHash(hash);
}

function hashText(hash: number, body: Uint8Array): number {
  reader.field();
  const outer = reader.enter();
  const fed = feedHash(hash, body, reader.at, reader.end);
  reader.leave(outer);
  return fed;
}

const timeTexts = new Map<number, string>();

/** `YYYY-MM-DD hh:mm:ss` in the server's time zone (contract/grpc-naming.md §8.2), from epoch seconds. */
export function timeText(seconds: number): string {
  const known = timeTexts.get(seconds);
  if (known !== undefined) return known;
  const at = new Date(seconds * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const text = `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  // Many rows share a second; the bound keeps a registry of many ages from collecting texts.
  if (timeTexts.size >= 8192) timeTexts.clear();
  timeTexts.set(seconds, text);
  return text;
}
