import type { Service } from '@cynosure/shared/console/service.ts';

type Labels = Readonly<Record<string, string>>;

/** Labels that several services shall have, and keys that they shall have no longer. */
export type LabelChanges = { set: Labels; away: ReadonlySet<string> };

/** All labels of a service after the change, or undefined where it has them like that already. */
export function labelsAfter(labels: Labels, { set, away }: LabelChanges): Labels | undefined {
  const kept = Object.entries(labels).filter(([key]) => !away.has(key) || Object.hasOwn(set, key));
  const after = { ...Object.fromEntries(kept), ...set };
  const isSame =
    Object.keys(after).length === Object.keys(labels).length &&
    Object.entries(after).every(([key, value]) => labels[key] === value);
  return isSame ? undefined : after;
}

/** Which labels the services have, the commonest first. */
export function keysOf(services: readonly Pick<Service, 'labels'>[]): { key: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const key of services.flatMap(({ labels }) => Object.keys(labels)))
    counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts]
    .map(([key, count]) => ({ key, count }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}
