import type { InstanceRow } from '../../registry/changes.ts';
import type { InstanceState } from '../../registry/model.ts';
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

export const STATE_BYTES = 4 + 1 + 8 + 8 + 16;

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

/** Reads rows and states, joined each for itself in order of slots. Throws RangeError where they do not pair. */
export function* readInstances(rows: Uint8Array, states: Uint8Array): Generator<InstanceRow> {
  const facts = new ByteReader(rows);
  const state = new ByteReader(states);
  while (!facts.atEnd) yield readInstance(facts, state);
  if (!state.atEnd) throw new RangeError('there are more states than instances');
}

function readInstance(facts: ByteReader, states: ByteReader): InstanceRow {
  const end = facts.u32() + facts.at;
  const slot = facts.u32();
  const service = facts.u32();
  const wireLength = facts.u32();
  const bornAt = facts.f64();
  const id = facts.text();
  const body = facts.view(end - facts.at);
  if (states.u32() !== slot) throw new RangeError(`slot ${slot} has no state`);
  return { slot, id, service, body, wireLength, state: readState(states), bornAt };
}

/** One row with its state, each as written; `body` is a view. */
export const readOneInstance = (row: Uint8Array, state: Uint8Array): InstanceRow =>
  readInstance(new ByteReader(row), new ByteReader(state));

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
