import { hash } from 'node:crypto';
import type { InstanceRow } from '../changes.ts';
import { decodeFacts, idBytesOf, writeState } from '../instance-codec.ts';
import { findLabel, isScannable } from '../label-scan.ts';
import type { Instance, InstanceFacts, InstanceState } from '../model.ts';
import { WireWriter } from '../wire.ts';
import { ByteArena } from './byte-arena.ts';
import { hashOf, IdIndex } from './id-index.ts';
import { Interner } from './interner.ts';
import { SlotLists } from './slot-lists.ts';

/** Bits of the column `bits`. `healthy` and `isolated` are what readers see; `row…` what the store holds. */
export const BIT = {
  live: 1,
  healthy: 2,
  rowHealthy: 4,
  isolated: 8,
  rowIsolate: 16,
  checked: 32,
  /** `silentSince` holds a value. */
  silent: 64,
  /** A check was given once and switched off. */
  checkOff: 128,
} as const;

const ALL = 0;
const REVISION_BYTES = 16;
const NO_HASHES = new Uint32Array();

/**
 * All instances as columns over slots (core.md §4). The columns are fixed shared memory with one writer;
 * untouched pages cost nothing. Rows are read as bytes; an `Instance` value is decoded for one row or one
 * page, never for all.
 */
export class InstanceTable {
  readonly maxSlots: number;
  readonly bits: Uint8Array;
  readonly ttlSeconds: Uint8Array;
  readonly port: Uint16Array;
  readonly weight: Uint16Array;
  /** Key of the owning service. */
  readonly service: Uint32Array;
  /** Interned texts. */
  readonly host: Uint32Array;
  readonly version: Uint32Array;
  readonly protocol: Uint32Array;
  readonly region: Uint32Array;
  readonly zone: Uint32Array;
  readonly campus: Uint32Array;
  /** Epoch seconds. */
  readonly ctime: Uint32Array;
  readonly mtime: Uint32Array;
  /** `internal-lastheartbeat`, epoch seconds, where bit `silent` is set. */
  readonly silentSince: Uint32Array;
  /** Position of the registration: tells a reused slot from the old one. */
  readonly bornAt: Float64Array;
  /** Position of the last change that readers see. */
  readonly changedAt: Float64Array;
  /** Epoch ms since when the health is what it is, and since when the isolation is. */
  readonly healthSince: Float64Array;
  readonly isolatedSince: Float64Array;
  /** `hashOf` the id: tells a slot's instance from one that had the slot before, without reading rows. */
  readonly idHash: Uint32Array;
  /** Last beat: listening clock ms for judging (checker/), epoch ms for people; 0 = none since start. */
  readonly beatAt: Float64Array;
  readonly beatWallMs: Float64Array;

  readonly hosts = new Interner();
  readonly words = new Interner();
  /** Lists of slots, newest change first: of a service (by key), of a host (by number), and of all (owner 0). */
  readonly ofService: SlotLists;
  readonly ofHost: SlotLists;
  readonly recent: SlotLists;

  readonly #revision: Uint8Array;
  readonly #bodyAt: Uint32Array;
  readonly #bodyLength: Uint32Array;
  readonly #wireLength: Uint32Array;
  readonly #labelsAt: Uint32Array;
  readonly #labelCount: Uint8Array;
  readonly #bodies = new ByteArena();
  readonly #labels = new ByteArena();
  readonly #ids: IdIndex;
  /** Where the label lies that was looked for last. */
  readonly #span = { from: 0, to: 0 };
  readonly #freeSlots: number[] = [];
  #nextSlot = 0;

  constructor(maxSlots: number) {
    this.maxSlots = maxSlots;
    const bytes = (width: number) => new SharedArrayBuffer(maxSlots * width);
    this.bits = new Uint8Array(bytes(1));
    this.ttlSeconds = new Uint8Array(bytes(1));
    this.port = new Uint16Array(bytes(2));
    this.weight = new Uint16Array(bytes(2));
    this.service = new Uint32Array(bytes(4));
    this.host = new Uint32Array(bytes(4));
    this.version = new Uint32Array(bytes(4));
    this.protocol = new Uint32Array(bytes(4));
    this.region = new Uint32Array(bytes(4));
    this.zone = new Uint32Array(bytes(4));
    this.campus = new Uint32Array(bytes(4));
    this.ctime = new Uint32Array(bytes(4));
    this.mtime = new Uint32Array(bytes(4));
    this.silentSince = new Uint32Array(bytes(4));
    this.bornAt = new Float64Array(bytes(8));
    this.changedAt = new Float64Array(bytes(8));
    this.healthSince = new Float64Array(bytes(8));
    this.isolatedSince = new Float64Array(bytes(8));
    this.idHash = new Uint32Array(bytes(4));
    this.beatAt = new Float64Array(bytes(8));
    this.beatWallMs = new Float64Array(bytes(8));
    this.#revision = new Uint8Array(bytes(REVISION_BYTES));
    this.#bodyAt = new Uint32Array(bytes(4));
    this.#bodyLength = new Uint32Array(bytes(4));
    this.#wireLength = new Uint32Array(bytes(4));
    this.#labelsAt = new Uint32Array(bytes(4));
    this.#labelCount = new Uint8Array(bytes(1));
    this.ofService = new SlotLists(maxSlots);
    this.ofHost = new SlotLists(maxSlots);
    this.recent = new SlotLists(maxSlots);
    this.#ids = new IdIndex((slot) => this.idBytes(slot));
  }

  /** How many instances there are. */
  get size(): number {
    return this.#ids.size;
  }

  /** One more than the highest slot ever used: the bound of a scan. */
  get highSlot(): number {
    return this.#nextSlot;
  }

  /** Bytes of encoded rows and label hashes in use. */
  get bodyBytes(): number {
    return this.#bodies.usedBytes + this.#labels.usedBytes;
  }

  isLive(slot: number): boolean {
    return ((this.bits[slot] ?? 0) & BIT.live) !== 0;
  }

  has(slot: number, bit: number): boolean {
    return ((this.bits[slot] ?? 0) & bit) !== 0;
  }

  /** Slot of the instance with this id, or -1. */
  slotOf(id: string): number {
    return this.#ids.find(Buffer.from(id, 'utf8'));
  }

  slotOfBytes(id: Uint8Array): number {
    return this.#ids.find(id);
  }

  /** Newest change first. */
  all(): Generator<number> {
    return this.recent.of(ALL);
  }

  /** A slot for a registration that is being decided; given back with `giveBack` if it does not come about. -1 = full. */
  reserve(): number {
    const free = this.#freeSlots.pop();
    if (free !== undefined) return free;
    return this.#nextSlot < this.maxSlots ? this.#nextSlot++ : -1;
  }

  giveBack(slot: number): void {
    this.#freeSlots.push(slot);
  }

  /** While loading: the slot is used from now on, in whatever order rows come. */
  claim(slot: number): void {
    if (slot >= this.maxSlots)
      throw new RangeError(`slot ${slot} is beyond the limit of ${this.maxSlots} instances`);
    while (this.#nextSlot < slot) this.#freeSlots.push(this.#nextSlot++);
    if (slot === this.#nextSlot) this.#nextSlot += 1;
    else {
      const at = this.#freeSlots.lastIndexOf(slot);
      if (at !== -1) this.#freeSlots.splice(at, 1);
    }
  }

  /**
   * Writes a whole row into its slot, replacing what was there. Lists and effective bits are the caller's
   * business (state.ts), because they depend on more than the row. `facts` = the row, decoded.
   */
  place(row: InstanceRow, facts: InstanceFacts): void {
    const { slot } = row;
    if (this.isLive(slot)) this.#dropTexts(slot);
    else {
      this.beatAt[slot] = 0;
      this.beatWallMs[slot] = 0;
    }
    const fresh = !this.isLive(slot);
    this.#bodyAt[slot] = this.#bodies.store(row.body);
    this.#bodyLength[slot] = row.body.length;
    this.#wireLength[slot] = row.wireLength;
    this.service[slot] = row.service;
    this.port[slot] = facts.port;
    this.weight[slot] = facts.weight;
    this.ttlSeconds[slot] = typeof facts.check === 'object' ? facts.check.ttlSeconds : 0;
    this.host[slot] = this.hosts.take(facts.host);
    this.version[slot] = this.words.take(facts.version);
    this.protocol[slot] = this.words.take(facts.protocol);
    this.region[slot] = this.words.take(facts.location?.region ?? null);
    this.zone[slot] = this.words.take(facts.location?.zone ?? null);
    this.campus[slot] = this.words.take(facts.location?.campus ?? null);
    this.#storeLabels(slot, facts);
    this.ctime[slot] = facts.ctime;
    this.bornAt[slot] = row.bornAt;
    const check = facts.check === 'none' ? 0 : facts.check === 'off' ? BIT.checkOff : BIT.checked;
    this.bits[slot] = BIT.live | check | ((this.bits[slot] ?? 0) & (BIT.healthy | BIT.isolated));
    this.setState(slot, row.state);
    if (!fresh) return;
    const id = this.idBytes(slot);
    this.idHash[slot] = hashOf(id);
    this.#ids.add(id, slot);
  }

  /** Writes what the row says about health, flag, revision and time. Effective bits stay as they are. */
  setState(slot: number, state: InstanceState): void {
    this.#setBit(slot, BIT.rowHealthy, state.healthy);
    this.#setBit(slot, BIT.rowIsolate, state.isolateFlag);
    this.#setSilent(slot, state.silentSince);
    this.mtime[slot] = state.mtime;
    this.#revision.set(Buffer.from(state.revision, 'hex'), slot * REVISION_BYTES);
  }

  /** What readers see from now on; answers whether that is a change. */
  setEffective(slot: number, healthy: boolean, isolated: boolean): boolean {
    const before = (this.bits[slot] ?? 0) & (BIT.healthy | BIT.isolated);
    this.#setBit(slot, BIT.healthy, healthy);
    this.#setBit(slot, BIT.isolated, isolated);
    return before !== ((this.bits[slot] ?? 0) & (BIT.healthy | BIT.isolated));
  }

  /** Health that is not committed yet shows with the second of the last beat, as the committed one will. */
  setSilentSince(slot: number, seconds: number | null): void {
    this.#setSilent(slot, seconds);
  }

  /** Empties a slot. Lists are the caller's business and must be left first. */
  vacate(slot: number): void {
    this.#ids.remove(this.idBytes(slot), slot);
    this.#dropTexts(slot);
    this.bits[slot] = 0;
    this.#freeSlots.push(slot);
  }

  /** Bytes of the id; valid until the row changes. */
  idBytes(slot: number): Uint8Array {
    return idBytesOf(this.#body(slot));
  }

  idOf(slot: number): string {
    return Buffer.from(this.idBytes(slot)).toString('utf8');
  }

  hostOf(slot: number): string {
    return this.hosts.textOf(this.host[slot] ?? 0) ?? '';
  }

  zoneOf(slot: number): string {
    return this.words.textOf(this.zone[slot] ?? 0) ?? '';
  }

  versionOf(slot: number): string {
    return this.words.textOf(this.version[slot] ?? 0) ?? '';
  }

  /** The row's own state, as the store holds it. */
  stateOf(slot: number): InstanceState {
    return {
      healthy: this.has(slot, BIT.rowHealthy),
      isolateFlag: this.has(slot, BIT.rowIsolate),
      revision: this.#rowRevision(slot),
      mtime: this.mtime[slot] ?? 0,
      silentSince: this.has(slot, BIT.silent) ? (this.silentSince[slot] ?? 0) : null,
    };
  }

  factsOf(slot: number): InstanceFacts {
    return decodeFacts(this.#body(slot), this.#wireLength[slot] ?? 0);
  }

  /** The whole instance as a value. `healthy` is what readers see. */
  read(slot: number): Instance {
    return {
      ...this.factsOf(slot),
      ...this.stateOf(slot),
      healthy: this.has(slot, BIT.healthy),
      slot,
      isolated: this.has(slot, BIT.isolated),
      effectiveRevision: this.effectiveRevision(slot),
    };
  }

  /** 32 hex: the row's revision while nothing overlays it, else a hash of it with the effective bits (core.md §3). */
  effectiveRevision(slot: number): string {
    const bits = this.bits[slot] ?? 0;
    const row = this.#rowRevision(slot);
    const overlaid =
      ((bits & BIT.healthy) !== 0) !== ((bits & BIT.rowHealthy) !== 0) ||
      ((bits & BIT.isolated) !== 0) !== ((bits & BIT.rowIsolate) !== 0);
    if (!overlaid) return row;
    const effective = `${(bits & BIT.healthy) !== 0 ? 1 : 0}${(bits & BIT.isolated) !== 0 ? 1 : 0}`;
    return hash('sha1', `${row}${effective}`).slice(0, 32);
  }

  /** Appends the instance as a length-delimited field. */
  writeTo(out: WireWriter, field: number, slot: number): void {
    const wireLength = this.#wireLength[slot] ?? 0;
    const rest = rowWriter.reset();
    writeState(rest, {
      healthy: this.has(slot, BIT.healthy),
      isolated: this.has(slot, BIT.isolated),
      revision: this.effectiveRevision(slot),
      mtime: this.mtime[slot] ?? 0,
      ctime: this.ctime[slot] ?? 0,
      silentSince: this.has(slot, BIT.silent) ? (this.silentSince[slot] ?? 0) : null,
    });
    out.tag(field, 2).varint(wireLength + rest.length);
    const room = out.reserve(wireLength);
    this.#bodies.copyTo(this.#bodyAt[slot] ?? 0, wireLength, room.bytes, room.at);
    out.raw(rest.view());
  }

  /** The value of one of the client's own labels, or undefined. `keyBytes`: the key, encoded once for a scan. */
  labelOf(slot: number, key: string, keyBytes: Uint8Array): string | undefined {
    if (!isScannable(key)) return this.factsOf(slot).labels[key];
    if (!this.#findLabel(slot, keyBytes)) return undefined;
    const { from, to } = this.#span;
    return Buffer.from(this.#bodies.chunkOf(this.#bodyAt[slot] ?? 0).subarray(from, to)).toString('utf8');
  }

  /** Whether the client's own label has this value, by the bytes of both. Not for names that are injected. */
  hasLabel(slot: number, keyBytes: Uint8Array, valueBytes: Uint8Array): boolean {
    if (!this.#findLabel(slot, keyBytes)) return false;
    const { from, to } = this.#span;
    if (to - from !== valueBytes.length) return false;
    const chunk = this.#bodies.chunkOf(this.#bodyAt[slot] ?? 0);
    for (let at = 0; at < valueBytes.length; at += 1) if (chunk[from + at] !== valueBytes[at]) return false;
    return true;
  }

  #findLabel(slot: number, keyBytes: Uint8Array): boolean {
    const address = this.#bodyAt[slot] ?? 0;
    const from = this.#bodies.placeOf(address);
    const to = from + (this.#wireLength[slot] ?? 0);
    return findLabel(this.#bodies.chunkOf(address), from, to, keyBytes, this.#span);
  }

  /** Whether the instance may carry this label: compares hashes, so a yes must be verified on the row. */
  mayHaveLabel(slot: number, pairHash: number): boolean {
    const count = this.#labelCount[slot] ?? 0;
    return count > 0 && this.#labels.hasWord(this.#labelsAt[slot] ?? 0, count, pairHash);
  }

  /** Hashes of the client's labels, in their order; valid until the row changes. */
  labelHashes(slot: number): Uint32Array {
    const count = this.#labelCount[slot] ?? 0;
    if (count === 0) return NO_HASHES;
    const bytes = this.#labels.view(this.#labelsAt[slot] ?? 0, count * 4);
    return new Uint32Array(bytes.buffer, bytes.byteOffset, count);
  }

  #body(slot: number): Uint8Array {
    return this.#bodies.view(this.#bodyAt[slot] ?? 0, this.#bodyLength[slot] ?? 0);
  }

  #rowRevision(slot: number): string {
    const at = slot * REVISION_BYTES;
    return Buffer.from(this.#revision.buffer, at, REVISION_BYTES).toString('hex');
  }

  #setBit(slot: number, bit: number, on: boolean): void {
    const bits = this.bits[slot] ?? 0;
    this.bits[slot] = on ? bits | bit : bits & ~bit;
  }

  #setSilent(slot: number, seconds: number | null): void {
    this.#setBit(slot, BIT.silent, seconds !== null);
    this.silentSince[slot] = seconds ?? 0;
  }

  #storeLabels(slot: number, facts: InstanceFacts): void {
    const pairs = Object.entries(facts.labels);
    this.#labelCount[slot] = pairs.length;
    if (pairs.length === 0) return;
    const hashes = Uint32Array.from(pairs, ([key, value]) => labelHash(key, value));
    this.#labelsAt[slot] = this.#labels.store(new Uint8Array(hashes.buffer));
  }

  #dropTexts(slot: number): void {
    this.hosts.give(this.host[slot] ?? 0);
    for (const column of [this.version, this.protocol, this.region, this.zone, this.campus]) {
      this.words.give(column[slot] ?? 0);
    }
    this.#bodies.free(this.#bodyAt[slot] ?? 0, this.#bodyLength[slot] ?? 0);
    const count = this.#labelCount[slot] ?? 0;
    if (count > 0) this.#labels.free(this.#labelsAt[slot] ?? 0, count * 4);
  }
}

const rowWriter = new WireWriter();

/** 32-bit hash of a label, for `mayHaveLabel`. */
export const labelHash = (key: string, value: string): number =>
  hashOf(Buffer.from(`${key}\0${value}`, 'utf8'));
