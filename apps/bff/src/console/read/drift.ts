import { type ListedRows, lengthOf } from '../result-sets.ts';

export interface Drift {
  readonly added: number;
  readonly gone: number;
  /** Rows that are in both and would stand elsewhere among them. */
  readonly moved: number;
}

/** What a list would change if its query were run again (console/spec.md §9). */
export function driftBetween(before: ListedRows, after: ListedRows): Drift {
  const placeNow = placesOf(after);
  const common: number[] = [];
  for (let place = 0; place < lengthOf(before); place += 1) {
    const now = placeNow(before, place);
    if (now !== -1) common.push(now);
  }
  return {
    added: lengthOf(after) - common.length,
    gone: lengthOf(before) - common.length,
    moved: common.length - longestRise(common),
  };
}

const MOST_LEAVERS = 1_000;

/** Ids of the rows that would go, at most 1,000. `idOf` an instance by its slot and mark; other rows go by name. */
export function leaversOf(
  before: ListedRows,
  after: ListedRows,
  idOf: (slot: number, mark: number) => string,
): string[] {
  const placeNow = placesOf(after);
  const leavers: string[] = [];
  for (let place = 0; place < lengthOf(before) && leavers.length < MOST_LEAVERS; place += 1) {
    if (placeNow(before, place) !== -1) continue;
    leavers.push(
      before.kind === 'instances'
        ? idOf(before.slots[place] ?? 0, before.marks[place] ?? 0)
        : (before.names[place] ?? ''),
    );
  }
  return leavers;
}

/** Where a row of another order stands in this one, or -1. */
function placesOf(rows: ListedRows): (other: ListedRows, place: number) => number {
  if (rows.kind !== 'instances') {
    const places = new Map(rows.names.map((name, place) => [name, place]));
    return (other, place) => (other.kind === 'instances' ? -1 : (places.get(other.names[place] ?? '') ?? -1));
  }
  const { slots, marks } = rows;
  const places = new Int32Array(slots.reduce((most, slot) => Math.max(most, slot), 0) + 1).fill(-1);
  slots.forEach((slot, place) => {
    places[slot] = place;
  });
  return (other, place) => {
    if (other.kind !== 'instances') return -1;
    const now = places[other.slots[place] ?? 0] ?? -1;
    return now !== -1 && marks[now] === other.marks[place] ? now : -1;
  };
}

/** Length of the longest run, not of neighbours, that rises: what need not move. */
function longestRise(numbers: readonly number[]): number {
  const ends: number[] = [];
  for (const number of numbers) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    ends[low] = number;
  }
  return ends.length;
}
