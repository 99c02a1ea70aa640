import { hash } from 'node:crypto';
import type { InstanceRow, PackedRow } from '../changes.ts';
import { writeColumns } from '../instance-answer.ts';
import { type ColumnFacts, type ColumnNumbers, F, openBody } from '../instance-codec.ts';
import type { Instance, InstanceFacts, InstanceState, ServiceName } from '../model.ts';
import { packRevision, REVISION_BYTES, REVISION_DIGITS, spellRevision } from '../revision-bytes.ts';
import type { WireWriter } from '../wire.ts';
import { BytesInterner } from './bytes-interner.ts';
import { CHECK_OFF, CommonSets, NO_CHECK } from './common-sets.ts';
import { hashOf, IdIndex } from './id-index.ts';
import { InstanceColumns } from './instance-columns.ts';
import { Interner } from './interner.ts';
import { KeptRows } from './kept-rows.ts';
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

/**
 * All instances (core.md §4): a slot each, with columns, bytes of its own (kept-rows.ts) and bytes that it shares
 * (common-sets.ts). Answers are joined from them as bytes; an `Instance` value is decoded for one row or one page,
 * never for all.
 */
export class InstanceTable extends InstanceColumns {
  readonly hosts: BytesInterner;
  readonly words = new Interner();
  /** Lists of slots, newest change first: of a service (by key), of a host (by number), and of all (owner 0). */
  readonly ofService: SlotLists;
  readonly ofHost: SlotLists;
  readonly recent: SlotLists;

  readonly #revision: Uint8Array;
  /** Number of the row's set in `#sets`. */
  readonly #common: Uint32Array;
  readonly #sets: CommonSets;
  readonly #kept: KeptRows;
  readonly #ids: IdIndex;
  readonly #namesOf: (service: number) => ServiceName;
  #digested = Buffer.alloc(128);
  readonly #packed = Buffer.alloc(REVISION_BYTES);
  readonly #freeSlots: number[] = [];
  #nextSlot = 0;

  /** `namesOf` answers the names of a service by its key. */
  constructor(maxSlots: number, namesOf: (service: number) => ServiceName) {
    super(maxSlots);
    this.#namesOf = namesOf;
    // One more than rows: a row that is replaced takes its new host before it gives the old one back.
    this.hosts = new BytesInterner(maxSlots + 1);
    this.#revision = new Uint8Array(new SharedArrayBuffer(maxSlots * REVISION_BYTES));
    this.#common = new Uint32Array(new SharedArrayBuffer(maxSlots * 4));
    // One more than rows: a row that is replaced takes its new set before it gives the old one back.
    this.#sets = new CommonSets(maxSlots + 1, this.words);
    this.ofService = new SlotLists(maxSlots);
    this.ofHost = new SlotLists(maxSlots);
    this.recent = new SlotLists(maxSlots);
    this.#kept = new KeptRows(maxSlots);
    this.#ids = new IdIndex({
      hashes: this.idHash,
      hasId: (slot, bytes, from, to) => this.#kept.hasId(slot, bytes, from, to),
    });
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
    return this.#kept.usedBytes + this.#sets.usedBytes;
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

  /** The slot of the id between two places, or -1. */
  slotOfBytes(bytes: Uint8Array, from = 0, to = bytes.length): number {
    return this.#ids.find(bytes, from, to);
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
   * business (state.ts), because they depend on more than the row.
   */
  place({ body, state, ...row }: InstanceRow): void {
    packRevision(state.revision, this.#packed, 0);
    const revision = { revisions: this.#packed, revisionAt: 0 };
    this.placePacked({ ...row, bytes: body, from: 0, to: body.length, state, ...revision });
  }

  /** The same from bytes; `row` is not kept. */
  placePacked(row: PackedRow): void {
    const { slot, bytes, from, to, wireLength } = row;
    const { keptLength, host, columns, commonAt } = openBody(bytes, from, to, wireLength);
    const common = this.#sets.take(bytes, commonAt, to);
    const fresh = !this.isLive(slot);
    if (fresh) {
      this.beatAt[slot] = 0;
      this.beatWallMs[slot] = 0;
      this.bornAt[slot] = row.bornAt;
    } else this.#drop(slot);
    this.#kept.put(slot, bytes, from, wireLength, keptLength);
    this.service[slot] = row.service;
    this.host[slot] = this.hosts.take(bytes, host.from, host.to);
    this.port[slot] = columns.port;
    this.weight[slot] = columns.weight;
    this.ctime[slot] = columns.ctime;
    this.rowBornAt[slot] = row.bornAt;
    this.#placeCommon(slot, common);
    this.#placeState(slot, row.state);
    const { revisions, revisionAt } = row;
    for (let i = 0; i < REVISION_BYTES; i += 1) {
      this.#revision[slot * REVISION_BYTES + i] = revisions[revisionAt + i] ?? 0;
    }
    if (!fresh) return;
    this.idHash[slot] = this.#kept.hashOfId(slot);
    this.#ids.add(slot);
  }

  #placeCommon(slot: number, common: number): void {
    const sets = this.#sets;
    this.#common[slot] = common;
    this.version[slot] = sets.version[common] ?? 0;
    this.protocol[slot] = sets.protocol[common] ?? 0;
    this.region[slot] = sets.region[common] ?? 0;
    this.zone[slot] = sets.zone[common] ?? 0;
    this.campus[slot] = sets.campus[common] ?? 0;
    const check = sets.check[common] ?? NO_CHECK;
    const checkBit = check === NO_CHECK ? 0 : check === CHECK_OFF ? BIT.checkOff : BIT.checked;
    this.ttlSeconds[slot] = checkBit === BIT.checked ? check : 0;
    this.bits[slot] = BIT.live | checkBit | ((this.bits[slot] ?? 0) & (BIT.healthy | BIT.isolated));
  }

  /** Writes what the row says about health, flag, revision and time. Effective bits stay as they are. */
  setState(slot: number, state: InstanceState): void {
    this.#placeState(slot, state);
    packRevision(state.revision, this.#revision, slot * REVISION_BYTES);
  }

  #placeState(slot: number, state: Omit<InstanceState, 'revision'>): void {
    this.#setBit(slot, BIT.rowHealthy, state.healthy);
    this.#setBit(slot, BIT.rowIsolate, state.isolateFlag);
    this.#setSilent(slot, state.silentSince);
    this.mtime[slot] = state.mtime;
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
    this.#ids.remove(slot);
    this.#drop(slot);
    this.bits[slot] = 0;
    this.#freeSlots.push(slot);
  }

  /** Bytes of the id; valid until the row changes. */
  idBytes(slot: number): Uint8Array {
    return this.#kept.id(slot);
  }

  idOf(slot: number): string {
    return this.#kept.idText(slot);
  }

  /** The first four bytes of the id as a number, by which most ids are in order already. */
  idPrefix(slot: number): number {
    return this.#kept.idPrefix(slot);
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
    const { namespace, service } = this.#namesOf(this.service[slot] ?? 0);
    const common = this.#sets.facts(this.#common[slot] ?? 0);
    return { ...this.#kept.facts(slot), ...this.#columnFacts(slot), ...common, namespace, service };
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
    const row = this.#rowRevision(slot);
    if (!this.#isOverlaid(slot)) return row;
    const effective = `${this.has(slot, BIT.healthy) ? 1 : 0}${this.has(slot, BIT.isolated) ? 1 : 0}`;
    return hash('sha1', `${row}${effective}`).slice(0, 32);
  }

  /** What the service's revision is made of (core.md §3): id and effective revision. Valid until the next call. */
  digestedBytes(slot: number): Uint8Array {
    const id = this.idBytes(slot);
    const size = id.length + REVISION_DIGITS;
    if (size > this.#digested.length) this.#digested = Buffer.alloc(size * 2);
    this.#digested.set(id);
    if (this.#isOverlaid(slot)) this.#digested.write(this.effectiveRevision(slot), id.length, 'latin1');
    else spellRevision(this.#revision, slot * REVISION_BYTES, this.#digested, id.length);
    return this.#digested.subarray(0, size);
  }

  /** Appends the instance as a length-delimited field. `names` = its service's (encodeNames). */
  writeTo(out: WireWriter, field: number, slot: number, names: Buffer): void {
    const start = out.open(field);
    this.#kept.writeTo(out, slot);
    this.#sets.writeTo(out, this.#common[slot] ?? 0);
    out.raw(names);
    const overlaid = this.#isOverlaid(slot);
    this.hosts.writeTo(out, F.host, this.host[slot] ?? 0);
    writeColumns(out, this.#columnNumbers(slot), {
      healthy: this.has(slot, BIT.healthy),
      isolated: this.has(slot, BIT.isolated),
      revision: overlaid ? Buffer.from(this.effectiveRevision(slot), 'hex') : this.#revision,
      revisionAt: overlaid ? 0 : slot * REVISION_BYTES,
      mtime: this.mtime[slot] ?? 0,
      silentSince: this.has(slot, BIT.silent) ? (this.silentSince[slot] ?? 0) : null,
    });
    out.close(start);
  }

  /** The value of one of the client's own labels, or undefined. `key`: its bytes, encoded once for a scan. */
  labelOf(slot: number, key: Uint8Array): string | undefined {
    return this.#kept.label(slot, key);
  }

  /** Whether the client's own label has this value, by the bytes of both. */
  hasLabel(slot: number, key: Uint8Array, value: Uint8Array): boolean {
    return this.#kept.hasLabel(slot, key, value);
  }

  /** Whether the instance may carry this label: compares hashes, so a yes must be verified on the row. */
  mayHaveLabel(slot: number, pairHash: number): boolean {
    return this.#kept.mayHaveLabel(slot, pairHash);
  }

  /** Hashes of the client's labels, in their order; valid until the row changes. */
  labelHashes(slot: number): Uint32Array {
    return this.#kept.labelHashes(slot);
  }

  /** Readers see other health or isolation than the row says. */
  #isOverlaid(slot: number): boolean {
    const bits = this.bits[slot] ?? 0;
    return (
      ((bits & BIT.healthy) !== 0) !== ((bits & BIT.rowHealthy) !== 0) ||
      ((bits & BIT.isolated) !== 0) !== ((bits & BIT.rowIsolate) !== 0)
    );
  }

  #columnFacts(slot: number): ColumnFacts {
    return { host: this.hostOf(slot), ...this.#columnNumbers(slot) };
  }

  #columnNumbers(slot: number): ColumnNumbers {
    return {
      port: this.port[slot] ?? 0,
      weight: this.weight[slot] ?? 0,
      ctime: this.ctime[slot] ?? 0,
    };
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

  /** What a row holds beyond its columns. */
  #drop(slot: number): void {
    this.hosts.give(this.host[slot] ?? 0);
    this.#sets.give(this.#common[slot] ?? 0);
    this.#kept.drop(slot);
  }
}

/** 32-bit hash of a label, for `mayHaveLabel`. */
export const labelHash = (key: string, value: string): number =>
  hashOf(Buffer.from(`${key}\0${value}`, 'utf8'));
