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
  name === 'label' || (name.startsWith('label:') && name.length > 6) || ofColumns.some((one) => one === name);

/** Counts the rows that it is given by one value. */
export interface FacetCounter {
  /** The filter that this facet belongs to. */
  readonly key: string;
  count(slot: number): void;
  /** By name of the facet: the commonest values first, at most 20. */
  facets(): [string, FacetValue[]][];
}

export function facetCounter(state: RegistryState, labels: LabelBook, name: FacetName): FacetCounter {
  if (name === 'label') return labelCounter(state, labels);
  const key = name.startsWith('label:') ? 'label' : name;
  const readValue = valueReader(state, labels, name);
  const tally = new Tally(state);
  return {
    key,
    count(slot) {
      const value = readValue(slot);
      if (value !== undefined) tally.add(value, slot);
    },
    facets: () => [[name, tally.values()]],
  };
}

function labelCounter(state: RegistryState, labels: LabelBook): FacetCounter {
  const tallies = new Map<string, Tally>();
  return {
    key: 'label',
    count(slot) {
      for (const [key, value] of labels.pairsOf(slot)) {
        let tally = tallies.get(key);
        if (tally === undefined) {
          tally = new Tally(state);
          tallies.set(key, tally);
        }
        tally.add(value, slot);
      }
    },
    facets: () =>
      [...tallies]
        .filter(([, tally]) => tally.distinct <= MOST_VALUES)
        .sort(([a, one], [b, other]) => other.rows - one.rows || (a < b ? -1 : 1))
        .slice(0, MOST_LABEL_KEYS)
        .map(([key, tally]) => [`label:${key}`, tally.values()]),
  };
}

class Tally {
  readonly #state: RegistryState;
  readonly #counts = new Map<string, { count: number; unhealthy: number }>();
  rows = 0;

  constructor(state: RegistryState) {
    this.#state = state;
  }

  /** Different values met. */
  get distinct(): number {
    return this.#counts.size;
  }

  add(value: string, slot: number): void {
    this.rows += 1;
    let counted = this.#counts.get(value);
    if (counted === undefined) {
      counted = { count: 0, unhealthy: 0 };
      this.#counts.set(value, counted);
    }
    counted.count += 1;
    if (stateOfBits(this.#state.instances.bits[slot] ?? 0) === 'unhealthy') counted.unhealthy += 1;
  }

  values(): FacetValue[] {
    return [...this.#counts]
      .map(([value, counted]) => ({ value, ...counted }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, MOST_VALUES);
  }
}

function valueReader(
  state: RegistryState,
  labels: LabelBook,
  name: Exclude<FacetName, 'label'>,
): (slot: number) => string | undefined {
  const { instances: table, services } = state;
  switch (name) {
    case 'state':
      return (slot) => stateOfBits(table.bits[slot] ?? 0);
    case 'namespace':
      return (slot) => services.byKey(table.service[slot] ?? 0)?.service.namespace;
    case 'service':
      return (slot) => services.byKey(table.service[slot] ?? 0)?.service.name;
    case 'version':
    case 'protocol':
    case 'region':
    case 'zone':
    case 'campus':
      return (slot) => table.words.textOf(table[name][slot] ?? 0) || undefined;
    default: {
      const key = name.slice('label:'.length);
      return (slot) => labels.pairsOf(slot).find((pair) => pair[0] === key)?.[1];
    }
  }
}
