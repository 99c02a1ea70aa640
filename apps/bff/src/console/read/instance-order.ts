import type { instanceSorts, SortKey } from '@cynosure/shared/console/sort.ts';
import { missedBeats } from '@cynosure/shared/console/state.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { BytesInterner } from '../../registry/tables/bytes-interner.ts';
import { BIT } from '../../registry/tables/instance-table.ts';
import type { Texts } from '../../registry/tables/interner.ts';
import { stateOfBits } from './instance-filter.ts';
import { lastBeatAtOf, shownChangeAt } from './instance-times.ts';
import { sortNaturally } from './natural-order.ts';
import { orderByColumns, sortPlaces } from './rank.ts';

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
    columnsOf(state, slots, key, wallMs).map((values) => ({ values, descending })),
  );
  const marks = new Uint32Array(slots.length);
  for (let place = 0; place < slots.length; place += 1) marks[place] = slotMark(state, slots[place] ?? 0);
  const places = orderByColumns(columns, slots.length, (alike) => settleByIds(state, slots, marks, alike));
  const ordered = { slots: new Uint32Array(slots.length), marks: new Uint32Array(slots.length) };
  for (let at = 0; at < places.length; at += 1) {
    ordered.slots[at] = slots[places[at] ?? 0] ?? 0;
    ordered.marks[at] = marks[places[at] ?? 0] ?? 0;
  }
  return ordered;
}

/**
 * Orders places by the hash of their ids, and by the ids as texts where two hashes are equal: any order will do as
 * long as it stays the same.
 */
function settleByIds(
  state: RegistryState,
  slots: Uint32Array,
  marks: Uint32Array,
  places: Uint32Array,
): void {
  const slotAt = (place: number) => slots[place] ?? 0;
  const alike = places.slice();
  const keys = new Float64Array(alike.length);
  for (let at = 0; at < alike.length; at += 1) keys[at] = marks[alike[at] ?? 0] ?? 0;
  const order = sortPlaces(keys, (equal) =>
    equal.sort((a, b) => compareIds(state, slotAt(alike[a] ?? 0), slotAt(alike[b] ?? 0))),
  );
  for (let at = 0; at < order.length; at += 1) places[at] = alike[order[at] ?? 0] ?? 0;
}

/** `markOf` the id of a live row. */
export const slotMark = (state: RegistryState, slot: number): number => state.instances.idHash[slot] ?? 0;

const compareIds = (state: RegistryState, a: number, b: number): number =>
  Buffer.compare(state.instances.idBytes(a), state.instances.idBytes(b));

const TROUBLE = { unhealthy: 0, isolated: 1, unchecked: 2, healthy: 4 } as const;
const LATE = 3;
/** The hosts of fewer rows than such a part of all hosts are ordered by themselves. */
const FEW = 4;

/** One or more numbers per row, by which a key orders. */
function columnsOf(
  state: RegistryState,
  slots: Uint32Array,
  key: InstanceSort['key'],
  wallMs: number,
): Float64Array[] {
  const { instances: table } = state;
  const numbers = (numberOf: (slot: number) => number) => [numbersOf(slots, numberOf)];
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
      return hostRanks(table.hosts, table.host, slots);
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

/** A plain loop: `Float64Array.from` with a function takes many times as long. */
function numbersOf(slots: Uint32Array, numberOf: (slot: number) => number): Float64Array {
  const values = new Float64Array(slots.length);
  for (let place = 0; place < slots.length; place += 1) values[place] = numberOf(slots[place] ?? 0);
  return values;
}

const ranks = (texts: Texts, column: Uint32Array, slots: Uint32Array): Float64Array[] =>
  textRanks(column, slots, (number) => texts.textOf(number) ?? '');

/** The rank of each host among all of them, as long as no host has come. */
const ranksOfHosts = new WeakMap<Texts, { readonly version: number; readonly rankOf: Uint32Array }>();

/** Ordering 100,000 hosts takes longer than all else of a list, and they seldom change. */
function hostRanks(hosts: BytesInterner, column: Uint32Array, slots: Uint32Array): Float64Array[] {
  let known = ranksOfHosts.get(hosts);
  if (known?.version !== hosts.version) {
    if (slots.length < hosts.size / FEW) return ranks(hosts, column, slots);
    const numbers = [...hosts.entries()].map(([, number]) => number);
    const most = numbers.at(-1) ?? 0;
    known = {
      version: hosts.version,
      rankOf: rankBy(numbers, (number) => hosts.textOf(number) ?? '', most + 1),
    };
    ranksOfHosts.set(hosts, known);
  }
  const { rankOf } = known;
  return [numbersOf(slots, (slot) => rankOf[column[slot] ?? 0] ?? 0)];
}

const serviceRanks = (
  state: RegistryState,
  slots: Uint32Array,
  member: 'name' | 'namespace',
): Float64Array[] =>
  textRanks(state.instances.service, slots, (key) => state.services.byKey(key)?.service[member] ?? '');

function textRanks(
  column: Uint32Array,
  slots: Uint32Array,
  textOf: (number: number) => string,
): Float64Array[] {
  let most = 0;
  for (let place = 0; place < slots.length; place += 1) most = Math.max(most, column[slots[place] ?? 0] ?? 0);
  const isMet = new Uint8Array(most + 1);
  for (let place = 0; place < slots.length; place += 1) isMet[column[slots[place] ?? 0] ?? 0] = 1;
  const met: number[] = [];
  for (let number = 0; number <= most; number += 1) if (isMet[number] === 1) met.push(number);
  const rankOf = rankBy(met, textOf, most + 1);
  return [numbersOf(slots, (slot) => rankOf[column[slot] ?? 0] ?? 0)];
}

/** Number → rank of its text. Equal texts have equal ranks. */
function rankBy(numbers: readonly number[], textOf: (number: number) => string, size: number): Uint32Array {
  const rankOf = new Uint32Array(size);
  let rank = -1;
  let before: string | undefined;
  for (const number of sortNaturally(numbers, textOf)) {
    const text = textOf(number);
    if (text !== before) rank += 1;
    before = text;
    rankOf[number] = rank;
  }
  return rankOf;
}
