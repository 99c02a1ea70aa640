import type { InstanceQuery } from '@cynosure/shared/console/queries.ts';
import type { InstanceState } from '@cynosure/shared/console/state.ts';
import type { RegistryState } from '../../registry/state.ts';
import { BIT, type InstanceTable } from '../../registry/tables/instance-table.ts';
import type { Texts } from '../../registry/tables/interner.ts';
import { hiddenServices } from './hidden.ts';
import type { LabelBook, LabelPair } from './label-book.ts';
import { numberTest, onlyExact, type TextTest, textTest } from './match.ts';

export type SlotTest = (slot: number) => boolean;

/** One key of a query as a test of rows. All tests of a query must hold. */
export interface FilterPart {
  /** `sight`: not asked for, but all that the reader may see. */
  readonly key: keyof InstanceQuery | 'sight';
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
  if (query.held !== undefined) {
    const held = new Set(slotsWithHolds(state));
    add('held', (slot) => held.has(slot) === query.held);
  }
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

/** Those that are there: what is held of an instance outlives it for some days (docs/held-values.md). */
const slotsWithHolds = ({ holds, instances }: RegistryState): number[] =>
  [...holds.keys()].map((id) => instances.slotOf(id)).filter((slot) => slot !== -1);

function bitsTest(table: InstanceTable, wanted: TextTest, wordOf: (bits: number) => string): SlotTest {
  const good = Array.from({ length: 256 }, (_, bits) => wanted(wordOf(bits)));
  return (slot) => good[table.bits[slot] ?? 0] ?? false;
}

/** Asks once for each number of a column. */
function verdictByNumber(column: Uint32Array, ask: (number: number) => boolean): SlotTest {
  /** Undefined = not asked yet. */
  const verdicts: (boolean | undefined)[] = [];
  return (slot) => {
    const number = column[slot] ?? 0;
    const known = verdicts[number];
    if (known !== undefined) return known;
    const verdict = ask(number);
    verdicts[number] = verdict;
    return verdict;
  };
}

/** A column of interned texts: each distinct text is tested when it is first met. */
function textColumn(column: Uint32Array, texts: Texts, wanted: TextTest): SlotTest {
  return verdictByNumber(column, (number) => wanted(texts.textOf(number) ?? ''));
}

function addNames(
  state: RegistryState,
  { namespace, service }: InstanceQuery,
  add: (key: 'namespace' | 'service', test: SlotTest) => void,
): void {
  const column = state.instances.service;
  const byKey = (test: (key: number) => boolean): SlotTest => verdictByNumber(column, test);
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
  return verdictByNumber(state.instances.service, (key) => {
    const found = state.services.byKey(key)?.service;
    if (found === undefined) return false;
    return (
      found.name.toLowerCase().includes(word) || `${found.namespace}/${found.name}`.toLowerCase() === word
    );
  });
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
    return { negated, key, test, verdicts: new Map<number, boolean>() };
  });
  return (slot) => {
    const hashes = labels.hashesOf(slot);
    for (const one of tests) if (hasLabel(labels, slot, hashes, one) === one.negated) return false;
    return true;
  };
}

interface LabelTest {
  readonly key: string;
  readonly test: TextTest;
  /** Label hash → whether that label is meant. */
  readonly verdicts: Map<number, boolean>;
}

function hasLabel(labels: LabelBook, slot: number, hashes: Uint32Array, one: LabelTest): boolean {
  const isMeant = ([key, value]: LabelPair) => key === one.key && one.test(value);
  for (const hash of hashes) {
    const known = one.verdicts.get(hash);
    if (known === true) return true;
    if (known === false) continue;
    const pair = labels.pairOf(hash);
    if (pair === undefined) return labels.pairsOf(slot).some(isMeant);
    one.verdicts.set(hash, isMeant(pair));
    if (isMeant(pair)) return true;
  }
  return false;
}

/** The shortest list that the query names outright. */
function candidatesOf(state: RegistryState, query: InstanceQuery): number[] | null {
  const host = onlyExact(query.host);
  if (host !== undefined) return state.slotsOnHost(host);
  if (query.held === true) return slotsWithHolds(state);
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
