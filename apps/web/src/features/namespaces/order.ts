import type { Namespace } from '@cynosure/shared/console/namespace.ts';
import type { namespaceSorts, SortKey } from '@cynosure/shared/console/sort.ts';
import { healthyShare } from '@cynosure/shared/console/state.ts';

type Key = (typeof namespaceSorts)[number];

/** Those whose name or comment holds every word of `q`. */
export function matching(namespaces: readonly Namespace[], q: string): Namespace[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return namespaces.filter(({ name, comment }) => {
    const text = `${name} ${comment ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** By one key, then by name, so that the order is total. */
export function sorted(namespaces: readonly Namespace[], { key, descending }: SortKey<Key>): Namespace[] {
  const sign = descending ? -1 : 1;
  return [...namespaces].sort((a, b) => {
    const [left, right] = [keyValue(a, key), keyValue(b, key)];
    const order = left === right ? 0 : left < right ? -1 : 1;
    return order * sign || (a.name < b.name ? -1 : 1);
  });
}

function keyValue(namespace: Namespace, key: Key): string | number {
  switch (key) {
    case 'name':
      return namespace.name;
    case 'services':
      return namespace.services;
    case 'share':
      return healthyShare(namespace.counts) ?? 1;
    case 'isolated':
      return namespace.counts.isolated;
    case 'changed':
      return namespace.changedAt ?? 0;
  }
}
