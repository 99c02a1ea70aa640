import {
  clientFilters,
  type FilterFields,
  hostFilters,
  instanceFilters,
  serviceFilters,
} from '@cynosure/shared/console/filter-fields.ts';
import { clientSorts, hostSorts, instanceSorts, serviceSorts } from '@cynosure/shared/console/sort.ts';
import type { AskedPage } from '../first-page.ts';
import { keys } from '../keys.ts';

/** Facets beside the list of all instances: where they are. */
export const INSTANCE_FACETS = ['namespace', 'state', 'zone', 'version'] as const;

/** A list whose address says all that is asked for: the router asks before the page is there to do it. */
export type NamedList<Query extends object> = {
  fields: FilterFields<Query>;
  sorts: readonly string[];
  path: string;
  /** Counted in the same read. */
  facets?: string;
  key: (request: string) => AskedPage['key'];
};

export const servicesList = {
  fields: serviceFilters,
  sorts: serviceSorts,
  path: '/services',
  key: keys.services,
};
export const hostsList = { fields: hostFilters, sorts: hostSorts, path: '/hosts', key: keys.hosts };
export const clientsList = { fields: clientFilters, sorts: clientSorts, path: '/clients', key: keys.clients };

/** Instances of the whole registry; those of one service are a list of its page. */
export const instancesList = {
  fields: instanceFilters,
  sorts: instanceSorts,
  path: '/instances',
  facets: INSTANCE_FACETS.join(','),
  key: keys.instances,
};

/** What is read first of a list whose address says that. */
export const askedOf = <Query extends object>(
  { key, path, facets }: NamedList<Query>,
  { request, at }: { request: string; at: string | undefined },
): AskedPage => ({ key: key(request), path, request, facets, near: at });
