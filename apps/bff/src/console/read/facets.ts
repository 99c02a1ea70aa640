import type { FacetValue } from '@cynosure/shared/console/page.ts';
import type { RegistryState } from '../../registry/state.ts';
import { stateOfBits } from './instance-filter.ts';
import type { LabelBook } from './label-book.ts';

const MOST_VALUES = 20;
const MOST_LABEL_KEYS = 12;

const ofColumns = [
  'namespace',
  'service',
  'state',
  'version',
  'protocol',
  'region',
  'zone',
  'campus',
] as const;
type ColumnFacet = (typeof ofColumns)[number];

/** What facets can be asked for. `label` = one for each label key of at most 20 values. */
export type FacetName = ColumnFacet | 'label' | `label:${string}`;

export const isFacetName = (name: string): name is FacetName =>
  name === 'label' || (name.startsWith('label:') && name.length > 6) || isColumn(name);

const isColumn = (name: string): name is ColumnFacet => ofColumns.some((one) => one === name);

/** Counts the rows that it is given by one value. */
export interface FacetCounter {
  /** The filter that this facet belongs to. */
  readonly key: string;
  count(slot: number): void;
  /** By name of the facet: the commonest values first, at most 20; with unhealthy rows also rare ones. */
  facets(): [string, FacetValue[]][];
}

export function facetCounter(state: RegistryState, labels: LabelBook, name: FacetName): FacetCounter {
  if (name === 'label') return labelCounter(state, labels);
  if (isColumn(name)) return columnCounter(state, name);
  const key = name.slice('label:'.length);
  const tally = new Tally();
  return {
    key: 'label',
    count(slot) {
      const value = labels.pairsOf(slot).find((pair) => pair[0] === key)?.[1];
      if (value !== undefined) tally.add(value, 1, isUnhealthy(state, slot) ? 1 : 0);
    },
    facets: () => [[name, tally.values()]],
  };
}

/** Counts by the number in the column: what it stands for is looked up once for each, at the end. */
function columnCounter(state: RegistryState, name: ColumnFacet): FacetCounter {
  const { column, textOf } = readerOf(state, name);
  const counts: number[] = [];
  const unhealthy: number[] = [];
  return {
    key: name,
    count(slot) {
      const number = column[slot] ?? 0;
      counts[number] = (counts[number] ?? 0) + 1;
      if (isUnhealthy(state, slot)) unhealthy[number] = (unhealthy[number] ?? 0) + 1;
    },
    facets() {
      const tally = new Tally();
      counts.forEach((count, number) => {
        const value = textOf(number);
        if (value) tally.add(value, count, unhealthy[number] ?? 0);
      });
      return [[name, tally.values()]];
    },
  };
}

function labelCounter(state: RegistryState, labels: LabelBook): FacetCounter {
  /** By hash: what it stands for is looked up once, at the end. */
  const byHash = new Map<number, { count: number; unhealthy: number }>();
  const tallies = new Map<string, Tally>();
  const tallyOf = (key: string): Tally => {
    const tally = tallies.get(key) ?? new Tally();
    tallies.set(key, tally);
    return tally;
  };
  return {
    key: 'label',
    count(slot) {
      const unhealthy = isUnhealthy(state, slot) ? 1 : 0;
      for (const hash of labels.hashesOf(slot)) {
        const counted = byHash.get(hash);
        if (counted === undefined) byHash.set(hash, { count: 1, unhealthy });
        else {
          counted.count += 1;
          counted.unhealthy += unhealthy;
        }
      }
    },
    facets() {
      for (const [hash, counted] of byHash) {
        // A hash that several labels share is left out: it would count for each of them.
        const pair = labels.pairOf(hash);
        if (pair !== undefined) tallyOf(pair[0]).add(pair[1], counted.count, counted.unhealthy);
      }
      return [...tallies]
        .filter(([, tally]) => tally.distinct <= MOST_VALUES)
        .sort(([a, one], [b, other]) => other.rows - one.rows || (a < b ? -1 : 1))
        .slice(0, MOST_LABEL_KEYS)
        .map(([key, tally]) => [`label:${key}`, tally.values()]);
    },
  };
}

const isUnhealthy = (state: RegistryState, slot: number): boolean =>
  stateOfBits(state.instances.bits[slot] ?? 0) === 'unhealthy';

class Tally {
  readonly #counts = new Map<string, { count: number; unhealthy: number }>();
  rows = 0;

  /** Different values met. */
  get distinct(): number {
    return this.#counts.size;
  }

  add(value: string, count: number, unhealthy: number): void {
    this.rows += count;
    let counted = this.#counts.get(value);
    if (counted === undefined) {
      counted = { count: 0, unhealthy: 0 };
      this.#counts.set(value, counted);
    }
    counted.count += count;
    counted.unhealthy += unhealthy;
  }

  /** A rare version that is sick is the clue somebody looks for: those with unhealthy ones have their place first. */
  values(): FacetValue[] {
    const all = [...this.#counts].map(([value, counted]) => ({ value, ...counted }));
    const commonestFirst = (a: FacetValue, b: FacetValue) =>
      b.count - a.count || (a.value < b.value ? -1 : 1);
    return all
      .sort((a, b) => Number(b.unhealthy > 0) - Number(a.unhealthy > 0) || commonestFirst(a, b))
      .slice(0, MOST_VALUES)
      .sort(commonestFirst);
  }
}

interface ColumnReader {
  readonly column: { readonly [slot: number]: number };
  /** What a number of the column says; nothing where a row has no such value. */
  readonly textOf: (number: number) => string | null | undefined;
}

function readerOf({ instances: table, services }: RegistryState, name: ColumnFacet): ColumnReader {
  switch (name) {
    case 'state':
      return { column: table.bits, textOf: stateOfBits };
    case 'namespace':
      return { column: table.service, textOf: (key) => services.byKey(key)?.service.namespace };
    case 'service':
      return { column: table.service, textOf: (key) => services.byKey(key)?.service.name };
    default:
      return { column: table[name], textOf: (number) => table.words.textOf(number) };
  }
}
