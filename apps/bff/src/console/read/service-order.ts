import type { SortKey, serviceSorts } from '@cynosure/shared/console/sort.ts';
import { healthyShare } from '@cynosure/shared/console/state.ts';
import type { ServiceEntry } from '../../registry/service-book.ts';
import type { Uptake } from '../../registry/uptake.ts';
import { compareNaturally } from './natural-order.ts';
import type { ServiceViews } from './service-view.ts';

export type ServiceSort = SortKey<(typeof serviceSorts)[number]>;

/** Orders services by the keys, then by name and namespace, so that the order is total. */
export function orderServices(
  entries: readonly ServiceEntry[],
  sort: readonly ServiceSort[],
  views: ServiceViews,
  uptake: Uptake,
): ServiceEntry[] {
  const keyed = entries.map((entry) => ({
    entry,
    values: sort.flatMap(({ key, descending }) =>
      valuesOf(entry, key, views, uptake).map((value) => ({ value, sign: descending ? -1 : 1 })),
    ),
  }));
  keyed.sort((a, b) => {
    for (let at = 0; at < a.values.length; at += 1) {
      const one = a.values[at];
      const other = b.values[at];
      if (one === undefined || other === undefined) break;
      const difference = compare(one.value, other.value);
      if (difference !== 0) return difference * one.sign;
    }
    return byName(a.entry, b.entry);
  });
  return keyed.map(({ entry }) => entry);
}

type Value = number | string;

function valuesOf(
  entry: ServiceEntry,
  key: ServiceSort['key'],
  views: ServiceViews,
  uptake: Uptake,
): Value[] {
  switch (key) {
    case 'share':
      // One without instances is no trouble: it stands behind those that have some.
      return [healthyShare(entry.counts) ?? 2, -entry.unhealthy];
    case 'service':
      return [entry.service.name];
    case 'namespace':
    case 'department':
    case 'business':
      return [entry.service[key]];
    case 'unhealthy':
    case 'isolated':
    case 'unchecked':
      return [entry[key]];
    case 'version':
      return [views.spreadOf(entry).versions[0]?.value ?? ''];
    case 'clients':
      return [uptake.countOf(entry.service.key)];
    case 'changed':
      return [views.spreadOf(entry).changedAt];
  }
}

const compare = (a: Value, b: Value): number =>
  typeof a === 'string' || typeof b === 'string' ? compareNaturally(String(a), String(b)) : a - b;

const byName = (a: ServiceEntry, b: ServiceEntry): number =>
  compareNaturally(a.service.name, b.service.name) ||
  compareNaturally(a.service.namespace, b.service.namespace);
