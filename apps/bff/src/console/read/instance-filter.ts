import type { InstanceQuery } from '@cynosure/shared/console/queries.ts';
import type { InstanceState } from '@cynosure/shared/console/state.ts';
import type { RegistryState } from '../../registry/state.ts';
import { BIT, type InstanceTable } from '../../registry/tables/instance-table.ts';
import type { Interner } from '../../registry/tables/interner.ts';
import { hiddenServices } from './hidden.ts';
import type { LabelBook } from './label-book.ts';
import { numberTest, onlyExact, type TextTest, textTest } from './match.ts';

export type SlotTest = (slot: number) => boolean;

/** One key of a query as a test of rows. All tests of a query must hold. */
export interface FilterPart {
  readonly key: keyof InstanceQuery;
  readonly test: SlotTest;
}

/** A query made ready for a scan over the columns (console/data-shapes.md §2.1). */
export interface InstanceFilter {
  /** Cheapest first. */
  readonly parts: readonly FilterPart[];
  /** Slots that can match at all, where an index narrows them; null = look at every row. */
  readonly candidates: readonly number[] | null;
}

/** The one word of a row: isolated wins, then not checked. */
export function stateOfBits(bits: number): InstanceState {
  if ((bits & BIT.isolated) !== 0) return 'isolated';
  if ((bits & BIT.checked) === 0) return 'unchecked';
  return (bits & BIT.healthy) !== 0 ? 'healthy' : 'unhealthy';
}

/** Texts are tested once per distinct text, not per row, so the filter is good for the state as it is now. */
export function instanceFilter(
  state: RegistryState,
  labels: LabelBook,
  query: InstanceQuery,
): InstanceFilter {
  const { instances: table } = state;
  const parts: FilterPart[] = [];
  const add = (key: keyof InstanceQuery, test: SlotTest) => parts.push({ key, test });

  if (query.state !== undefined) add('state', bitsTest(table, textTest(query.state), stateOfBits));
  for (const [key, bit] of [['healthy', BIT.healthy], ['isolated', BIT.isolated], ['checked', BIT.checked]] as const) {
    const wanted = query[key];
    if (wanted !== undefined) add(key, (slot) => table.has(slot, bit) === wanted);
  } // biome-ignore format: one line
  if (query.namespace !== undefined || query.service !== undefined) addNames(state, query, add);
  // Who asks for a host or a namespace gets all of it; a search over everything leaves the registry's own out.
  if (query.namespace === undefined && query.host === undefined) {
    const hidden = hiddenServices(state);
    if (hidden.size > 0) add('namespace', (slot) => !hidden.has(table.service[slot] ?? 0));
  }
  for (const key of ['version', 'protocol', 'region', 'zone', 'campus'] as const) {
    const wanted = query[key];
    if (wanted !== undefined) add(key, textColumn(table[key], table.words, textTest(wanted)));
  }
  if (query.port !== undefined) {
    const ports = new Set(query.port);
    add('port', (slot) => ports.has(table.port[slot] ?? 0));
  }
  if (query.weight !== undefined) {
    const test = numberTest(query.weight);
    add('weight', (slot) => test(table.weight[slot] ?? 0));
  }
  if (query.ttl !== undefined) {
    const test = numberTest(query.ttl);
    add('ttl', (slot) => test(table.has(slot, BIT.checked) ? (table.ttlSeconds[slot] ?? 0) : null));
  }
  if (query.host !== undefined) add('host', textColumn(table.host, table.hosts, textTest(query.host)));
  if (query.q !== undefined) add('q', freeText(state, query.q));
  if (query.label !== undefined) add('label', labelTest(labels, query.label));
  return { parts, candidates: candidatesOf(state, query) };
}

function bitsTest(table: InstanceTable, wanted: TextTest, wordOf: (bits: number) => string): SlotTest {
  const good = Array.from({ length: 256 }, (_, bits) => wanted(wordOf(bits)));
  return (slot) => good[table.bits[slot] ?? 0] ?? false;
}

/** A column of interned texts: each distinct text is tested when it is first met. */
function textColumn(column: Uint32Array, texts: Interner, wanted: TextTest): SlotTest {
  const verdicts = new Map<number, boolean>();
  return (slot) => {
    const number = column[slot] ?? 0;
    const known = verdicts.get(number);
    if (known !== undefined) return known;
    const verdict = wanted(texts.textOf(number) ?? '');
    verdicts.set(number, verdict);
    return verdict;
  };
}

function addNames(
  state: RegistryState,
  { namespace, service }: InstanceQuery,
  add: (key: 'namespace' | 'service', test: SlotTest) => void,
): void {
  const column = state.instances.service;
  const byKey = (test: (key: number) => boolean): SlotTest => {
    const verdicts = new Map<number, boolean>();
    return (slot) => {
      const key = column[slot] ?? 0;
      const verdict = verdicts.get(key) ?? test(key);
      verdicts.set(key, verdict);
      return verdict;
    };
  };
  if (namespace !== undefined) {
    const wanted = textTest(namespace);
    add(
      'namespace',
      byKey((key) => wanted(state.services.byKey(key)?.service.namespace ?? '')),
    );
  }
  if (service !== undefined) {
    const wanted = textTest(service);
    add(
      'service',
      byKey((key) => wanted(state.services.byKey(key)?.service.name ?? '')),
    );
  }
}

/** Every word must be found in the host, `host:port`, the service's name or be the id (or its begin). */
function freeText(state: RegistryState, q: string): SlotTest {
  const { instances: table } = state;
  const tests = q
    .split(/\s+/)
    .filter(Boolean)
    .map((asked): SlotTest => {
      const word = asked.toLowerCase();
      const ofService = textByService(state, word);
      const ofHost = textColumn(table.host, table.hosts, (host) => host.toLowerCase().includes(word));
      const exactId = table.slotOf(asked);
      const [, host, port] = /^(.*):(\d{1,5})$/.exec(word) ?? [];
      const ofPlace =
        host === undefined
          ? undefined
          : textColumn(table.host, table.hosts, (text) => text.toLowerCase().endsWith(host));
      const byId = /^[0-9a-f]{6,}$/.test(word);
      return (slot) =>
        ofService(slot) ||
        ofHost(slot) ||
        slot === exactId ||
        (ofPlace !== undefined && table.port[slot] === Number(port) && ofPlace(slot)) ||
        (byId && table.idOf(slot).startsWith(word));
    });
  return (slot) => tests.every((test) => test(slot));
}

function textByService(state: RegistryState, word: string): SlotTest {
  const verdicts = new Map<number, boolean>();
  return (slot) => {
    const key = state.instances.service[slot] ?? 0;
    const known = verdicts.get(key);
    if (known !== undefined) return known;
    const found = state.services.byKey(key)?.service;
    const verdict =
      found !== undefined &&
      (found.name.toLowerCase().includes(word) || `${found.namespace}/${found.name}`.toLowerCase() === word);
    verdicts.set(key, verdict);
    return verdict;
  };
}

/** Every label filter must hold: `key:value`, `!key:value`; the value may have `*` at either end. */
function labelTest(labels: LabelBook, wanted: readonly string[]): SlotTest {
  const tests = wanted.map((text) => {
    const negated = text.startsWith('!');
    const bare = negated ? text.slice(1) : text;
    const colon = bare.indexOf(':');
    const key = bare.slice(0, colon);
    const value = bare.slice(colon + 1);
    // `key:*` asks for the key alone, whatever the value, also an empty one.
    const test: TextTest = value === '*' ? () => true : textTest([value]);
    return { negated, key, test };
  });
  return (slot) => {
    const pairs = labels.pairsOf(slot);
    return tests.every(
      ({ negated, key, test }) => pairs.some((pair) => pair[0] === key && test(pair[1])) !== negated,
    );
  };
}

/** The shortest list that the query names outright. */
function candidatesOf(state: RegistryState, query: InstanceQuery): number[] | null {
  const host = onlyExact(query.host);
  if (host !== undefined) return state.slotsOnHost(host);
  const service = onlyExact(query.service);
  if (service === undefined) return null;
  const namespace = onlyExact(query.namespace);
  if (namespace !== undefined) {
    const entry = state.services.service(namespace, service);
    return entry === undefined ? [] : state.slotsOfService(entry.service.key);
  }
  return [...state.services.services()]
    .filter((entry) => entry.service.name === service)
    .flatMap((entry) => state.slotsOfService(entry.service.key));
}
