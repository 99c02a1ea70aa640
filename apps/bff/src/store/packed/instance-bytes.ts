import type { InstanceRow, PackedRow } from '../../registry/changes.ts';
import type { InstanceState } from '../../registry/model.ts';
import { REVISION_BYTES } from '../../registry/revision-bytes.ts';
import type { StoreReader } from '../../registry/store-port.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';

/**
 * How an instance rests in its two rows: facts in `instance.row`, state in `instance_state.state`. Both say
 * which slot they belong to and how long they are, so that SQLite can join thousands of them into one value
 * and a page of instances crosses to the loading thread without a JavaScript value per row.
 *
 * row:   length u32 · slot u32 · service u32 · wireLength u32 · bornAt f64 · id (length u32, UTF-8) · body
 * state: slot u32 · flags u8 · mtime f64 · silentSince f64 · revision 16 bytes; 37 bytes in all
 */
export function writeRow(to: ByteWriter, row: InstanceRow): void {
  const start = to.startBlock();
  to.u32(row.slot);
  to.u32(row.service);
  to.u32(row.wireLength);
  to.f64(row.bornAt);
  to.text(row.id);
  to.raw(row.body);
  to.endBlock(start);
}

/** What SQLite keeps beside the row, read from the row itself. */
export function readRowKeys(row: Uint8Array): Pick<InstanceRow, 'slot' | 'service' | 'id'> {
  const from = new ByteReader(row);
  from.u32();
  const slot = from.u32();
  const service = from.u32();
  from.u32();
  from.f64();
  return { slot, service, id: from.text() };
}

export const STATE_BYTES = 4 + 1 + 8 + 8 + REVISION_BYTES;

const HEALTHY = 1;
const ISOLATED = 2;
const SILENT = 4;

export function writeState(to: ByteWriter, slot: number, state: InstanceState): void {
  to.u32(slot);
  to.u8(
    (state.healthy ? HEALTHY : 0) |
      (state.isolateFlag ? ISOLATED : 0) |
      (state.silentSince === null ? 0 : SILENT),
  );
  to.f64(state.mtime);
  to.f64(state.silentSince ?? 0);
  to.hex32(state.revision);
}

/** Bytes of a row before those of its id. */
const HEAD_BYTES = 4 + 4 + 4 + 4 + 8 + 4;

/**
 * Walks rows and states, joined each for itself in order of slots: after `next` this is the row that it came to, until
 * it is called again. Makes no object and no text: it runs for a million rows at the start.
 */
class PackedRows implements PackedRow {
  slot = 0;
  service = 0;
  wireLength = 0;
  bornAt = 0;
  readonly bytes: Buffer;
  from = 0;
  to = 0;
  readonly state = { healthy: false, isolateFlag: false, mtime: 0, silentSince: null as number | null };
  readonly revisions: Buffer;
  revisionAt = 0;
  readonly #rows: DataView;
  readonly #states: DataView;
  #idFrom = 0;
  #stateAt = 0;

  constructor(rows: Uint8Array, states: Uint8Array) {
    this.bytes = Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength);
    this.revisions = Buffer.from(states.buffer, states.byteOffset, states.byteLength);
    this.#rows = new DataView(rows.buffer, rows.byteOffset, rows.byteLength);
    this.#states = new DataView(states.buffer, states.byteOffset, states.byteLength);
  }

  /** Whether there is one more. Throws RangeError where rows and states do not pair, or end too early. */
  next(): boolean {
    const at = this.to;
    if (at === this.bytes.length) {
      if (this.#stateAt < this.revisions.length) throw new RangeError('there are more states than instances');
      return false;
    }
    const rows = this.#rows;
    if (at + HEAD_BYTES > rows.byteLength) throw new RangeError('the bytes end too early');
    this.to = at + 4 + rows.getUint32(at, true);
    this.slot = rows.getUint32(at + 4, true);
    this.service = rows.getUint32(at + 8, true);
    this.wireLength = rows.getUint32(at + 12, true);
    this.bornAt = rows.getFloat64(at + 16, true);
    this.#idFrom = at + HEAD_BYTES;
    this.from = this.#idFrom + rows.getUint32(at + 24, true);
    if (this.from > this.to || this.to > rows.byteLength) throw new RangeError('the bytes end too early');
    this.#nextState();
    return true;
  }

  #nextState(): void {
    const at = this.#stateAt;
    const states = this.#states;
    if (at + STATE_BYTES > states.byteLength) throw new RangeError('the bytes end too early');
    if (states.getUint32(at, true) !== this.slot) throw new RangeError(`slot ${this.slot} has no state`);
    const flags = states.getUint8(at + 4);
    const { state } = this;
    state.healthy = (flags & HEALTHY) !== 0;
    state.isolateFlag = (flags & ISOLATED) !== 0;
    state.mtime = states.getFloat64(at + 5, true);
    state.silentSince = (flags & SILENT) === 0 ? null : states.getFloat64(at + 13, true);
    this.revisionAt = at + 21;
    this.#stateAt = at + STATE_BYTES;
  }

  /** As a value; only `body` is a view. */
  toRow(): InstanceRow {
    const { slot, service, wireLength, bornAt, bytes, from, to, revisionAt } = this;
    const id = bytes.toString('utf8', this.#idFrom, from);
    const revision = this.revisions.toString('hex', revisionAt, revisionAt + REVISION_BYTES);
    const state = { ...this.state, revision };
    return { slot, id, service, body: bytes.subarray(from, to), wireLength, state, bornAt };
  }
}

/** Reads rows and states, joined each for itself in order of slots. Throws RangeError where they do not pair. */
export function* readInstances(rows: Uint8Array, states: Uint8Array): Generator<InstanceRow> {
  const packed = new PackedRows(rows, states);
  while (packed.next()) yield packed.toRow();
}

/** Hands the same to who loads them. */
export function loadInstances(rows: Uint8Array, states: Uint8Array, into: StoreReader): void {
  const packed = new PackedRows(rows, states);
  while (packed.next()) {
    if (into.packed === undefined) into.instance(packed.toRow());
    else into.packed(packed);
  }
}

/** One row with its state, each as written; `body` is a view. */
export function readOneInstance(row: Uint8Array, state: Uint8Array): InstanceRow {
  const packed = new PackedRows(row, state);
  if (!packed.next()) throw new RangeError('the bytes end too early');
  return packed.toRow();
}

/** A state without the slot before it. */
export function readOneState(state: Uint8Array): InstanceState {
  const from = new ByteReader(state);
  from.u32();
  return readState(from);
}

export function readState(from: ByteReader): InstanceState {
  const flags = from.u8();
  const mtime = from.f64();
  const silentSince = from.f64();
  return {
    healthy: (flags & HEALTHY) !== 0,
    isolateFlag: (flags & ISOLATED) !== 0,
    revision: from.hex32(),
    mtime,
    silentSince: flags & SILENT ? silentSince : null,
  };
}
