import type { instanceSorts, SortKey } from '@cynosure/shared/console/sort.ts';
import { missedBeats } from '@cynosure/shared/console/state.ts';
import type { RegistryState } from '../../registry/state.ts';
import { hashOf } from '../../registry/tables/id-index.ts';
import { BIT } from '../../registry/tables/instance-table.ts';
import type { Interner } from '../../registry/tables/interner.ts';
import { stateOfBits } from './instance-filter.ts';
import { lastBeatAtOf, shownChangeAt } from './instance-times.ts';
import { compareNaturally } from './natural-order.ts';

export type InstanceSort = SortKey<(typeof instanceSorts)[number]>;

/** Rows in an order that is total: by the keys, then by id. */
export interface OrderedRows {
  readonly slots: Uint32Array;
  /** A hash of each row's id, by place: tells a row from another one that got its slot later. */
  readonly marks: Uint32Array;
}

/**
 * Sorts by columns: each key becomes one number per row (texts become their rank among the distinct ones),
 * so that 100,000 rows are compared as numbers.
 */
export function orderInstances(
  state: RegistryState,
  slots: Uint32Array,
  sort: readonly InstanceSort[],
  wallMs: number,
): OrderedRows {
  const columns = sort.flatMap(({ key, descending }) =>
    columnsOf(state, slots, key, wallMs).map((values) => ({ values, sign: descending ? -1 : 1 })),
  );
  const begins = Float64Array.from(slots, (slot) => idBegin(state, slot));
  const places = Uint32Array.from(slots, (_, place) => place);
  places.sort((a, b) => {
    for (const { values, sign } of columns) {
      const difference = (values[a] ?? 0) - (values[b] ?? 0);
      if (difference !== 0) return difference * sign;
    }
    const byBegin = (begins[a] ?? 0) - (begins[b] ?? 0);
    return byBegin !== 0 ? byBegin : compareIds(state, slots[a] ?? 0, slots[b] ?? 0);
  });
  const ordered = Uint32Array.from(places, (place) => slots[place] ?? 0);
  return { slots: ordered, marks: Uint32Array.from(ordered, (slot) => slotMark(state, slot)) };
}

/** The first six bytes of an id as a number: orders as the ids do, but for ids that begin alike. */
function idBegin(state: RegistryState, slot: number): number {
  const id = state.instances.idBytes(slot);
  let begin = 0;
  for (let at = 0; at < 6; at += 1) begin = begin * 256 + (id[at] ?? 0);
  return begin;
}

/** `markOf` the id of a live row. */
export const slotMark = (state: RegistryState, slot: number): number => hashOf(state.instances.idBytes(slot));

const compareIds = (state: RegistryState, a: number, b: number): number =>
  Buffer.compare(state.instances.idBytes(a), state.instances.idBytes(b));

const TROUBLE = { unhealthy: 0, isolated: 1, unchecked: 2, healthy: 4 } as const;
const LATE = 3;

/** One or more numbers per row, by which a key orders. */
function columnsOf(
  state: RegistryState,
  slots: Uint32Array,
  key: InstanceSort['key'],
  wallMs: number,
): Float64Array[] {
  const { instances: table } = state;
  const numbers = (numberOf: (slot: number) => number) => [Float64Array.from(slots, numberOf)];
  const has = (slot: number, bit: number) => table.has(slot, bit);
  switch (key) {
    case 'trouble': {
      const trouble = (slot: number) => {
        const word = stateOfBits(table.bits[slot] ?? 0);
        const isLate = word === 'healthy' && missedOf(state, slot, wallMs) > 0;
        return isLate ? LATE : TROUBLE[word];
      };
      return [
        ...numbers(trouble),
        ...columnsOf(state, slots, 'host', wallMs),
        ...numbers((slot) => table.port[slot] ?? 0),
      ];
    }
    case 'host':
      return ranks(table.hosts, table.host, slots);
    case 'version':
    case 'protocol':
    case 'region':
    case 'zone':
    case 'campus':
      return ranks(table.words, table[key], slots);
    case 'service':
    case 'namespace':
      return serviceRanks(state, slots, key === 'service' ? 'name' : 'namespace');
    case 'port':
    case 'weight':
      return numbers((slot) => table[key][slot] ?? 0);
    case 'ttl':
      return numbers((slot) => (has(slot, BIT.checked) ? (table.ttlSeconds[slot] ?? 0) : -1));
    case 'priority':
      // No column: the rows themselves are read. Rarely asked for.
      return numbers((slot) => table.factsOf(slot).priority ?? 0);
    case 'health':
      return numbers((slot) => (!has(slot, BIT.checked) ? 1 : has(slot, BIT.healthy) ? 2 : 0));
    case 'isolation':
      return numbers((slot) => (has(slot, BIT.isolated) ? 0 : 1));
    case 'lastBeat':
      return numbers((slot) => lastBeatAtOf(state, slot) ?? 0);
    case 'registered':
      return numbers((slot) => table.ctime[slot] ?? 0);
    case 'changed':
      return numbers((slot) => shownChangeAt(state, slot));
  }
}

/** Heartbeats that have not come, for a checked row. */
function missedOf(state: RegistryState, slot: number, wallMs: number): number {
  const lastBeatAt = lastBeatAtOf(state, slot);
  return lastBeatAt === null ? 0 : missedBeats(lastBeatAt, state.instances.ttlSeconds[slot] ?? 0, wallMs);
}

function ranks(texts: Interner, column: Uint32Array, slots: Uint32Array): Float64Array[] {
  const met = new Set<number>();
  for (const slot of slots) met.add(column[slot] ?? 0);
  const rankOf = rankBy([...met], (number) => texts.textOf(number) ?? '');
  return [Float64Array.from(slots, (slot) => rankOf.get(column[slot] ?? 0) ?? 0)];
}

function serviceRanks(
  state: RegistryState,
  slots: Uint32Array,
  member: 'name' | 'namespace',
): Float64Array[] {
  const column = state.instances.service;
  const met = new Set<number>();
  for (const slot of slots) met.add(column[slot] ?? 0);
  const rankOf = rankBy([...met], (key) => state.services.byKey(key)?.service[member] ?? '');
  return [Float64Array.from(slots, (slot) => rankOf.get(column[slot] ?? 0) ?? 0)];
}

/** Equal texts have equal ranks. */
function rankBy(numbers: number[], textOf: (number: number) => string): Map<number, number> {
  const named = numbers.map((number) => ({ number, text: textOf(number) }));
  named.sort((a, b) => compareNaturally(a.text, b.text));
  const rankOf = new Map<number, number>();
  let rank = 0;
  named.forEach(({ number, text }, place) => {
    if (place > 0 && text !== named[place - 1]?.text) rank += 1;
    rankOf.set(number, rank);
  });
  return rankOf;
}
