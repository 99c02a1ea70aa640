import type { ListedRows } from '../result-sets.ts';

export interface Drift {
  readonly added: number;
  readonly gone: number;
  /** Rows that are in both and would stand elsewhere among them. */
  readonly moved: number;
}

/** What a list would change if its query were run again (console/spec.md §9). */
export function driftBetween(before: ListedRows, after: ListedRows): Drift {
  const old = keysOf(before);
  const now = keysOf(after);
  const places = new Map(now.map((key, place) => [key, place]));
  const common: number[] = [];
  for (const key of old) {
    const place = places.get(key);
    if (place !== undefined) common.push(place);
  }
  return {
    added: now.length - common.length,
    gone: old.length - common.length,
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
  const now = new Set(keysOf(after));
  const leavers: string[] = [];
  keysOf(before).forEach((key, place) => {
    if (now.has(key) || leavers.length >= MOST_LEAVERS) return;
    leavers.push(
      before.kind === 'instances'
        ? idOf(before.slots[place] ?? 0, before.marks[place] ?? 0)
        : (before.names[place] ?? ''),
    );
  });
  return leavers;
}

function keysOf(rows: ListedRows): (string | number)[] {
  if (rows.kind !== 'instances') return [...rows.names];
  return Array.from(rows.slots, (slot, place) => slot * 2 ** 32 + (rows.marks[place] ?? 0));
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
