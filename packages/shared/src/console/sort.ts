/** One key of an order: `-changed` in an address is `{ key: 'changed', descending: true }`. */
export type SortKey<Name extends string = string> = { key: Name; descending: boolean };

/** Keys of `sort`, the same in the console's addresses and in /console/v1. The server adds the id as last key. */
export const instanceSorts = [
  'trouble', // unhealthy, isolated, not checked, late, then by host: the default
  'host',
  'port',
  'service',
  'namespace',
  'health',
  'isolation',
  'lastBeat',
  'ttl',
  'weight',
  'version',
  'protocol',
  'priority',
  'region',
  'zone',
  'campus',
  'registered',
  'changed',
] as const;

export const serviceSorts = [
  'share', // healthy share up, then unhealthy down, then name: the default
  'service',
  'namespace',
  'unhealthy',
  'isolated',
  'unchecked',
  'version',
  'department',
  'business',
  'clients',
  'changed',
] as const;

export const hostSorts = [
  'unhealthy',
  'host',
  'instances',
  'services',
  'isolated',
  'zone',
  'lastBeat',
  'changed',
] as const;

export const clientSorts = [
  'behind', // the longest behind first: the default
  'client',
  'sdk',
  'language',
  'version',
  'services',
  'lastSeen',
  'zone',
] as const;

export const namespaceSorts = ['name', 'services', 'share', 'isolated', 'changed'] as const;

const MOST_KEYS = 3;

/** Reads `sort`; what is unknown or beyond the third key is left out and named in `ignored`. */
export function parseSort<Name extends string>(
  text: string | null,
  known: readonly Name[],
): { sort: SortKey<Name>[]; ignored: string[] } {
  const sort: SortKey<Name>[] = [];
  const ignored: string[] = [];
  for (const part of (text ?? '').split(',').filter(Boolean)) {
    const name = part.startsWith('-') ? part.slice(1) : part;
    const key = known.find((one) => one === name);
    if (key && sort.length < MOST_KEYS && !sort.some((one) => one.key === key)) {
      sort.push({ key, descending: part.startsWith('-') });
    } else {
      ignored.push(`sort=${part}`);
    }
  }
  return { sort, ignored };
}

export const formatSort = (sort: readonly SortKey[]): string =>
  sort.map(({ key, descending }) => (descending ? `-${key}` : key)).join(',');
