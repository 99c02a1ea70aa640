import type { RegistryState } from '../state.ts';
import { BIT, type InstanceTable, labelHash } from '../tables/instance-table.ts';
import { isWildcard, type NameTest, nameTest } from './wildcard.ts';

/** What an instance must be, apart from the service it belongs to; absent = any. All must hold. */
export interface InstanceMatch {
  /** One of them. */
  readonly hosts?: readonly string[] | undefined;
  /** One of them; an empty list is no filter. */
  readonly ports?: readonly number[] | undefined;
  readonly id?: string | undefined;
  readonly protocol?: string | undefined;
  readonly version?: string | undefined;
  readonly region?: string | undefined;
  readonly zone?: string | undefined;
  readonly campus?: string | undefined;
  /** null = no number was asked for, so nothing fits. */
  readonly weight?: number | null | undefined;
  readonly healthy?: boolean | undefined;
  readonly isolated?: boolean | undefined;
  /** All of them. */
  readonly labels?: readonly LabelMatch[] | undefined;
}

export interface LabelMatch {
  readonly key: string;
  readonly value: string;
  /** Stars at the ends of the value are wildcards. */
  readonly wildcard?: boolean;
}

type SlotTest = (slot: number) => boolean;

/** A test over slots that looks at columns first and at the row itself last; null = every slot fits. */
export function matcherOf(state: RegistryState, match: InstanceMatch): SlotTest | null {
  const table = state.instances;
  const tests: SlotTest[] = [];
  const { hosts, ports, id, weight, healthy, isolated, labels } = match;
  if (healthy !== undefined) tests.push((slot) => table.has(slot, BIT.healthy) === healthy);
  if (isolated !== undefined) tests.push((slot) => table.has(slot, BIT.isolated) === isolated);
  if (hosts !== undefined)
    tests.push(
      among(
        table.host,
        hosts.map((host) => table.hosts.find(host)),
      ),
    );
  if (ports !== undefined && ports.length > 0) tests.push(among(table.port, ports));
  if (weight !== undefined) tests.push((slot) => table.weight[slot] === weight);
  const words = ['protocol', 'version', 'region', 'zone', 'campus'] as const;
  for (const column of words) {
    const wanted = match[column];
    if (wanted !== undefined) tests.push(among(table[column], [table.words.find(wanted)]));
  }
  if (id !== undefined) tests.push(idTest(table, id));
  for (const label of labels ?? []) tests.push(labelTest(table, label));
  const [first, second] = tests;
  if (first === undefined) return null;
  if (second === undefined) return first;
  return (slot) => tests.every((fits) => fits(slot));
}

function among(
  column: { readonly [slot: number]: number },
  wanted: readonly (number | undefined)[],
): SlotTest {
  const numbers = new Set(wanted);
  const [only] = wanted;
  if (wanted.length === 1) return only === undefined ? () => false : (slot) => column[slot] === only;
  return (slot) => numbers.has(column[slot]);
}

function idTest(table: InstanceTable, id: string): SlotTest {
  if (!isWildcard(id)) {
    const wanted = table.slotOf(id);
    return (slot) => slot === wanted;
  }
  const fits = nameTest(id);
  return (slot) => fits(table.idOf(slot));
}

function labelTest(table: InstanceTable, { key, value, wildcard }: LabelMatch): SlotTest {
  const keyBytes = Buffer.from(key);
  if (wildcard && isWildcard(value)) {
    const fits: NameTest = nameTest(value);
    return (slot) => {
      const own = table.labelOf(slot, keyBytes);
      return own !== undefined && fits(own);
    };
  }
  const pair = labelHash(key, value);
  const valueBytes = Buffer.from(value);
  // Equal hashes are no proof; the row is.
  return (slot) => table.mayHaveLabel(slot, pair) && table.hasLabel(slot, keyBytes, valueBytes);
}
