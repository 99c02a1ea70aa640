/**
 * Which file of `features` draws which address. The router takes its pages from here, and the build tells the server
 * (build/page-files.ts), which names a page's files along with the document: they then come beside the console itself
 * and not after it.
 */
export const pages = {
  '/sign-in': 'sign-in/sign-in-page',
  '/': 'overview/overview-page',
  '/services': 'services/services-page',
  '/aliases': 'services/aliases-page',
  '/services/:namespace/:service/:tab?': 'service/service-page',
  '/instances': 'instances/instances-page',
  '/instances/:id/:tab?': 'instance/instance-page',
  '/hosts': 'hosts/hosts-page',
  '/hosts/:hosts/:tab?': 'hosts/host-page',
  '/namespaces': 'namespaces/namespaces-page',
  '/namespaces/:namespace': 'namespaces/namespace-page',
  '/access/:tab?/:id?': 'access/access-page',
  '/clients': 'clients/clients-page',
  '/clients/:client': 'clients/client-page',
  '/isolations/:tab?': 'isolations/isolations-page',
  '/settings/:section?': 'settings/settings-page',
  '/activity/:operationId?': 'activity/activity-page',
} as const;

export type PageAddress = keyof typeof pages;

const listReads: Readonly<Record<string, string>> = {
  '/services': 'services?limit=200',
  '/instances': 'instances?limit=200&facets=namespace%2Cstate%2Czone%2Cversion',
  '/hosts': 'hosts?limit=200',
  '/clients': 'clients?limit=200',
};

/**
 * What the router asks for as soon as it runs, under /console/v1, where the address has no query: the server names that
 * along with the document too. A read that is named here and asked for in other words comes twice (e2e/cold-start.spec.ts).
 */
export function firstReads(address: string): string[] {
  if (address === '/sign-in') return [];
  const list = listReads[address];
  return ['session', ...(list === undefined ? [] : [list]), 'overview'];
}
