import type { HostQuery } from '@cynosure/shared/console/queries.ts';
import type { hostSorts, SortKey } from '@cynosure/shared/console/sort.ts';
import { instanceStates } from '@cynosure/shared/console/state.ts';
import type { RegistryState } from '../../registry/state.ts';
import { hiddenHosts } from './hidden.ts';
import { type HostTotals, servicesOnHost } from './host-book.ts';
import { textTest } from './match.ts';
import { compareNaturally, sortNaturally } from './natural-order.ts';

export type HostSort = SortKey<(typeof hostSorts)[number]>;

/** Whether a host is one that the query asks for. */
export function hostTest(state: RegistryState, query: HostQuery): (totals: HostTotals) => boolean {
  const tests: ((totals: HostTotals) => boolean)[] = [];
  if (query.q !== undefined) {
    const words = query.q.toLowerCase().split(/\s+/).filter(Boolean);
    tests.push(({ host }) => words.every((word) => host.toLowerCase().includes(word)));
  }
  if (query.zone !== undefined) {
    const test = textTest(query.zone);
    tests.push(({ zone }) => test(state.instances.words.textOf(zone) ?? ''));
  }
  if (query.state !== undefined) {
    const test = textTest(query.state);
    tests.push(({ counts }) => instanceStates.some((word) => counts[word] > 0 && test(word)));
  }
  if (query.namespace !== undefined) {
    const test = textTest(query.namespace);
    tests.push(({ number }) =>
      [...servicesOnHost(state, number)].some((key) =>
        test(state.services.byKey(key)?.service.namespace ?? ''),
      ),
    );
  }
  // Who asks for a namespace or by name gets all; a list of everything leaves the registry's own out, as everywhere.
  if (query.namespace === undefined && query.q === undefined) {
    const hidden = hiddenHosts(state);
    tests.push(({ number }) => !hidden.has(number));
  }
  return (totals) => tests.every((test) => test(totals));
}

/** Orders hosts by the keys, then by name. */
export function orderHosts(
  state: RegistryState,
  hosts: readonly HostTotals[],
  sort: readonly HostSort[],
): HostTotals[] {
  const keyed = sortNaturally(hosts, ({ host }) => host).map((totals) => ({
    totals,
    values: sort.map(({ key, descending }) => ({
      value: keyValue(state, totals, key),
      sign: descending ? -1 : 1,
    })),
  }));
  // The sort is stable: equal ones stay in the order of their names.
  keyed.sort((a, b) => {
    for (let at = 0; at < a.values.length; at += 1) {
      const one = a.values[at];
      const other = b.values[at];
      if (one === undefined || other === undefined) break;
      const difference = compare(one.value, other.value);
      if (difference !== 0) return difference * one.sign;
    }
    return 0;
  });
  return keyed.map(({ totals }) => totals);
}

function keyValue(state: RegistryState, totals: HostTotals, key: HostSort['key']): number | string {
  switch (key) {
    case 'host':
      return totals.host;
    case 'instances':
      return totals.counts.total;
    case 'services':
      return servicesOnHost(state, totals.number).size;
    case 'unhealthy':
    case 'isolated':
      return totals.counts[key];
    case 'zone':
      return state.instances.words.textOf(totals.zone) ?? '';
    case 'lastBeat':
      return totals.lastBeatAt ?? 0;
    case 'changed':
      return totals.changedAt;
  }
}

const compare = (a: number | string, b: number | string): number =>
  typeof a === 'string' || typeof b === 'string' ? compareNaturally(String(a), String(b)) : a - b;
