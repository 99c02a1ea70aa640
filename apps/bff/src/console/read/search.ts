import { encodeHosts, encodeSegment, pathOf } from '@cynosure/shared/console/path.ts';
import type { SearchAnswer, SearchItem, SearchKind } from '@cynosure/shared/console/search.ts';
import { hostsOf } from '../../registry/isolation-book.ts';
import type { ServiceEntry } from '../../registry/service-book.ts';
import type { RegistryState } from '../../registry/state.ts';
import { BIT } from '../../registry/tables/instance-table.ts';
import { HIDDEN_NAMESPACE } from './hidden.ts';
import { type HostBook, type HostTotals, hostTotals, servicesOnHost } from './host-book.ts';
import { compareNaturally, sortNaturally } from './natural-order.ts';
import type { OperationBook } from './operation-book.ts';
import { readSearch, type SearchText } from './search-text.ts';

export interface SearchParts {
  readonly state: RegistryState;
  readonly hosts: HostBook;
  readonly operations: OperationBook;
}

/** Enough to see what was not understood. */
const MOST_IGNORED = 20;

type Group = SearchAnswer['groups'][number];

/** Finds what a text may mean: the exact things first, then unhealthy ones (console/spec.md §5, Palette). */
export function search(parts: SearchParts, q: string, limit: number): SearchAnswer {
  const text = readSearch(parts.state, q);
  if (text.text === '') return { read: 'text', groups: [] };
  const groups = [
    exactHosts(parts.state, text, limit),
    hostsThatBegin(parts, text, limit),
    servicesNamed(parts.state, text, limit),
    instancesNamed(parts.state, text, limit),
    isolationsAbout(parts.state, text, limit),
    operationsAbout(parts, text, limit),
  ];
  const { hosts, ignored = [], surplus = 0 } = text;
  return {
    read: text.read,
    ...(text.read === 'hosts' ? { hosts: [...hosts] } : {}),
    ...(ignored.length === 0 ? {} : { ignored: ignored.slice(0, MOST_IGNORED) }),
    ...(surplus === 0 ? {} : { surplus }),
    groups: groups.filter((group) => group.total > 0),
  };
}

const group = <T>(
  kind: SearchKind,
  found: readonly T[],
  limit: number,
  itemOf: (one: T) => SearchItem,
): Group => ({
  kind,
  total: found.length,
  items: found.slice(0, limit).map(itemOf),
});

function exactHosts(state: RegistryState, { hosts, port }: SearchText, limit: number): Group {
  // With a port the instance is meant; its host comes along.
  return group(
    'host',
    port === null ? hosts : hosts.filter((host) => state.slotsOnHost(host).length > 0),
    limit,
    (host) => hostItem(state, host),
  );
}

function hostItem(state: RegistryState, host: string): SearchItem {
  const totals = hostTotals(state, host);
  const to = `/hosts/${encodeHosts([host])}`;
  if (totals === undefined) {
    return {
      label: host,
      to,
      counts: { total: 0, healthy: 0, unhealthy: 0, isolated: 0, unchecked: 0 },
      services: 0,
    };
  }
  return {
    label: host,
    to,
    counts: { ...totals.counts },
    services: servicesOnHost(state, totals.number).size,
    zone: state.instances.words.textOf(totals.zone) ?? '',
    lastHealthyOf: lastHealthyOf(state, totals),
  };
}

/** Services whose every healthy instance in traffic is on this host. */
function lastHealthyOf(state: RegistryState, { number }: HostTotals): string[] {
  const { instances: table } = state;
  const here = new Map<ServiceEntry, number>();
  for (const slot of table.ofHost.of(number)) {
    if (!table.has(slot, BIT.healthy) || table.has(slot, BIT.isolated)) continue;
    const entry = state.serviceOf(slot);
    here.set(entry, (here.get(entry) ?? 0) + 1);
  }
  return [...here].filter(([entry, count]) => entry.callable === count).map(([entry]) => entry.service.name);
}

function hostsThatBegin(
  { state, hosts }: SearchParts,
  { read, text, hosts: exact }: SearchText,
  limit: number,
): Group {
  if (read !== 'prefix' && read !== 'text' && read !== 'host')
    return group('hostPrefix', [], limit, (one: SearchItem) => one);
  const low = text.toLowerCase();
  const found = hosts.all().filter(({ host }) => host.toLowerCase().startsWith(low) && !exact.includes(host));
  const ordered = sortNaturally(found, ({ host }) => host).sort(
    (a, b) => b.counts.unhealthy - a.counts.unhealthy,
  );
  return group('hostPrefix', ordered, limit, ({ host }) => hostItem(state, host));
}

function servicesNamed(state: RegistryState, { read, text }: SearchText, limit: number): Group {
  const low = read === 'text' || read === 'prefix' ? text.toLowerCase() : null;
  const found =
    low === null
      ? []
      : [...state.services.services()]
          .filter(({ service }) => service.namespace !== HIDDEN_NAMESPACE)
          .map((entry) => ({ entry, exactness: exactnessOf(entry, low) }))
          .filter(({ exactness }) => exactness < 4);
  found.sort(
    (a, b) =>
      a.exactness - b.exactness ||
      b.entry.unhealthy - a.entry.unhealthy ||
      compareNaturally(a.entry.service.name, b.entry.service.name),
  );
  return group('service', found, limit, ({ entry: { service, counts } }) => ({
    label: service.name,
    namespace: service.namespace,
    to: `/services${pathOf(service.namespace, service.name)}`,
    counts: { ...counts },
  }));
}

/** 0 = the name or `namespace/name` itself, 1 = begins so, 2 = holds it, 4 = not at all. */
function exactnessOf({ service }: ServiceEntry, low: string): number {
  const name = service.name.toLowerCase();
  const full = `${service.namespace}/${service.name}`.toLowerCase();
  if (name === low || full === low) return 0;
  if (name.startsWith(low) || full.startsWith(low)) return 1;
  return name.includes(low) ? 2 : 4;
}

function instancesNamed(state: RegistryState, { read, text, hosts, port }: SearchText, limit: number): Group {
  const { instances: table } = state;
  const slots: number[] = [];
  if (port !== null) {
    for (const host of hosts)
      slots.push(...state.slotsOnHost(host).filter((slot) => table.port[slot] === port));
  } else if (read === 'id') {
    const slot = table.slotOf(text);
    if (slot !== -1) slots.push(slot);
  } else if (read === 'text' && /^[0-9a-f]{6,40}$/.test(text)) {
    const begin = Buffer.from(text);
    for (let slot = 0; slot < table.highSlot; slot += 1) {
      if (table.isLive(slot) && startsWith(table.idBytes(slot), begin)) slots.push(slot);
    }
  }
  return group('instance', slots, limit, (slot) => {
    const { service } = state.serviceOf(slot);
    const id = table.idOf(slot);
    return {
      label: `${table.hostOf(slot)}:${table.port[slot]}`,
      to: `/instances/${encodeSegment(id)}`,
      hint: service.name,
      namespace: service.namespace,
      zone: table.zoneOf(slot),
    };
  });
}

function startsWith(bytes: Uint8Array, begin: Uint8Array): boolean {
  if (bytes.length < begin.length) return false;
  for (let at = 0; at < begin.length; at += 1) if (bytes[at] !== begin[at]) return false;
  return true;
}

function isolationsAbout(state: RegistryState, { text }: SearchText, limit: number): Group {
  const low = text.toLowerCase();
  const found = [...state.isolations.values()]
    .filter(
      (one) =>
        one.id === text ||
        one.ticket.toLowerCase() === low ||
        one.reason.toLowerCase().includes(low) ||
        hostsOf(one).includes(text),
    )
    .sort((a, b) => Number(a.ended !== null) - Number(b.ended !== null) || b.sinceAt - a.sinceAt);
  return group('isolation', found, limit, ({ id, reason, ticket, sinceAt, ended, scope }) => ({
    label: scope.kind === 'instances' ? `${scope.instanceIds.length} × instance` : scopeHosts(scope),
    to: `/isolations/${ended === null ? 'in-force' : 'ended'}?open=${encodeURIComponent(id)}`,
    hint: ticket === '' ? reason : `${reason} · ${ticket}`,
    at: sinceAt,
  }));
}

const scopeHosts = (scope: { readonly hosts: readonly string[] } | { readonly host: string }): string =>
  'hosts' in scope ? scope.hosts.join(', ') : scope.host;

function operationsAbout({ state, operations }: SearchParts, { text }: SearchText, limit: number): Group {
  const low = text.toLowerCase();
  const found = [...state.recentOperations.values()]
    .filter(
      ({ id, by, ticket, reason }) =>
        id === text ||
        by.requestId === text ||
        ticket?.toLowerCase() === low ||
        (reason?.toLowerCase().includes(low) ?? false),
    )
    .reverse();
  return group('operation', found, limit, (operation) => {
    const view = operations.view(operation);
    return {
      label: view.by.name,
      to: `/activity/${encodeSegment(view.id)}`,
      at: view.at,
      sentence: view.sentence,
      ...(view.reason === undefined ? {} : { hint: view.reason }),
    };
  });
}
