import type { Check, InstanceFacts, InstanceState, Labels, Location } from './model.ts';
import { WireReader, WireWriter } from './wire.ts';

/**
 * An instance as bytes: what Discover sends of its facts (message v1.Instance, contract/grpc-messages.tsv),
 * then a private tail that never goes on the wire: the time of registration and the client's own labels that
 * an injected one hides.
 * Health, isolation, mtime and revision are not in it: they are written from columns when an answer is
 * joined (core.md §4).
 */
export interface EncodedFacts {
  readonly body: Uint8Array;
  /** How many bytes of `body` go on the wire. */
  readonly wireLength: number;
}

const F = {
  id: 1, service: 2, namespace: 3, host: 4, port: 5, protocol: 6, version: 7, priority: 8, weight: 9,
  healthCheck: 10, healthy: 11, isolate: 12, location: 13, metadata: 14, logicSet: 15, ctime: 16, mtime: 17,
  revision: 18, enableHealthCheck: 20, vpcId: 21,
} as const; // biome-ignore format: one table, as in the definition

const HEARTBEAT = 1;
const SILENT_SINCE = 'internal-lastheartbeat';
const INJECTED_BY_LOCATION = ['region', 'zone', 'campus'] as const;

/** Keys that the registry adds to the labels on the wire (contract/grpc-naming.md §8.2, metadata injection). */
export function injectedLabels(facts: Pick<InstanceFacts, 'version' | 'protocol' | 'location'>): Labels {
  const labels: Record<string, string> = Object.create(null);
  if (facts.version) labels.version = facts.version;
  if (facts.protocol) labels.protocol = facts.protocol;
  if (facts.location !== null) {
    for (const key of INJECTED_BY_LOCATION) labels[key] = facts.location[key] ?? '';
  }
  return labels;
}

const writer = new WireWriter();

export function encodeFacts(facts: InstanceFacts): EncodedFacts {
  const out = writer.reset();
  // The id comes first: the id index compares rows by it (idBytesOf).
  out
    .stringValue(F.id, facts.id)
    .stringValue(F.service, facts.service)
    .stringValue(F.namespace, facts.namespace);
  out.stringValue(F.vpcId, facts.vpcId).stringValue(F.host, facts.host).uint32Value(F.port, facts.port);
  out.stringValue(F.protocol, facts.protocol).stringValue(F.version, facts.version);
  out.uint32Value(F.priority, facts.priority).uint32Value(F.weight, facts.weight);
  writeCheck(out, facts.check);
  if (facts.location !== null) writeLocation(out, facts.location);
  const injected = injectedLabels(facts);
  for (const [key, value] of Object.entries(injected)) out.mapEntry(F.metadata, key, value);
  for (const [key, value] of Object.entries(facts.labels)) {
    if (!(key in injected)) out.mapEntry(F.metadata, key, value);
  }
  out.stringValue(F.logicSet, facts.logicSet);
  const wireLength = out.length;
  out.enumValue(F.ctime, facts.ctime);
  for (const [key, value] of Object.entries(facts.labels)) {
    if (key in injected) out.mapEntry(F.metadata, key, value);
  }
  return { body: out.take(), wireLength };
}

function writeCheck(out: WireWriter, check: Check): void {
  if (check === 'none') return;
  out.boolValue(F.enableHealthCheck, check !== 'off');
  if (check === 'off') return;
  const { ttlSeconds } = check;
  out.message(F.healthCheck, (inner) =>
    inner.enumValue(1, HEARTBEAT).message(2, (beat) => beat.uint32Value(1, ttlSeconds)),
  );
}

function writeLocation(out: WireWriter, location: Location): void {
  out.message(F.location, (inner) => {
    inner.stringValue(1, location.region ?? null);
    inner.stringValue(2, location.zone ?? null);
    inner.stringValue(3, location.campus ?? null);
  });
}

/** The inverse of `encodeFacts`. */
export function decodeFacts(body: Uint8Array, wireLength: number): InstanceFacts {
  const facts = {
    id: '', namespace: '', service: '', vpcId: null as string | null, host: '', port: 0,
    protocol: null as string | null, version: null as string | null, priority: null as number | null, weight: 0,
    check: 'none' as Check, location: null as Location | null, labels: Object.create(null) as Record<string, string>,
    logicSet: null as string | null, ctime: 0,
  }; // biome-ignore format: one line per group of fields
  const reader = new WireReader(body, 0, wireLength);
  while (!reader.done) {
    switch (reader.field().number) {
      case F.id: facts.id = reader.stringValue(); break;
      case F.service: facts.service = reader.stringValue(); break;
      case F.namespace: facts.namespace = reader.stringValue(); break;
      case F.vpcId: facts.vpcId = reader.stringValue(); break;
      case F.host: facts.host = reader.stringValue(); break;
      case F.port: facts.port = reader.uint32Value(); break;
      case F.protocol: facts.protocol = reader.stringValue(); break;
      case F.version: facts.version = reader.stringValue(); break;
      case F.priority: facts.priority = reader.uint32Value(); break;
      case F.weight: facts.weight = reader.uint32Value(); break;
      case F.enableHealthCheck: if (reader.uint32Value() === 0) facts.check = 'off'; break;
      case F.healthCheck: facts.check = readCheck(reader.inner()); break;
      case F.location: facts.location = readLocation(reader.inner()); break;
      case F.metadata: readEntry(reader.inner(), facts.labels); break;
      case F.logicSet: facts.logicSet = reader.stringValue(); break;
      default: throw new RangeError('damaged row: unknown field');
    }
  } // biome-ignore format: one line per field
  for (const key of Object.keys(injectedLabels(facts))) delete facts.labels[key];
  const tail = new WireReader(body, wireLength, body.length);
  while (!tail.done) {
    if (tail.field().varint) facts.ctime = tail.varint();
    else readEntry(tail.inner(), facts.labels);
  }
  return facts;
}

function readCheck(inner: WireReader): Check {
  let ttlSeconds = 0;
  while (!inner.done) {
    const field = inner.field();
    if (field.varint) inner.varint();
    else {
      const beat = inner.inner();
      while (!beat.done) {
        beat.field();
        ttlSeconds = beat.uint32Value();
      }
    }
  }
  return { ttlSeconds };
}

function readLocation(inner: WireReader): Location {
  const location: { region?: string; zone?: string; campus?: string } = {};
  while (!inner.done) {
    const { number } = inner.field();
    if (number === 1) location.region = inner.stringValue();
    else if (number === 2) location.zone = inner.stringValue();
    else location.campus = inner.stringValue();
  }
  return location;
}

function readEntry(inner: WireReader, into: Record<string, string>): void {
  let key = '';
  let value = '';
  while (!inner.done) {
    if (inner.field().number === 1) key = inner.text();
    else value = inner.text();
  }
  into[key] = value;
}

/** Where the id lies in an encoded body: it is its first field. */
export function idBytesOf(body: Uint8Array): Uint8Array {
  let at = 1;
  while ((body[at++] ?? 0) >= 0x80);
  at += 1;
  let size = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = body[at++] ?? 0;
    size |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return body.subarray(at, at + size);
}

/** What is written from columns behind the facts. `isolated` and `healthy` are the effective values. */
export type EffectiveState = Pick<InstanceState, 'healthy' | 'revision' | 'mtime' | 'silentSince'> & {
  readonly isolated: boolean;
  readonly ctime: number;
};

/** Appends the rest of an Instance message. */
export function writeState(out: WireWriter, state: EffectiveState): void {
  out.boolValue(F.healthy, state.healthy).boolValue(F.isolate, state.isolated);
  if (state.silentSince !== null) out.mapEntry(F.metadata, SILENT_SINCE, String(state.silentSince));
  out.stringValue(F.ctime, timeText(state.ctime)).stringValue(F.mtime, timeText(state.mtime));
  out.stringValue(F.revision, state.revision);
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
