import { encodeHosts, pathOf } from '@cynosure/shared/console/path.ts';

/** Addresses of the console's pages, so that nobody spells one by hand. */
export const links = {
  overview: '/',
  services: '/services',
  service: (namespace: string, service: string, tab?: string) =>
    pathOf('services', namespace, service) + (tab ? `/${tab}` : ''),
  aliases: '/aliases',
  instances: '/instances',
  instance: (id: string) => pathOf('instances', id),
  hosts: '/hosts',
  host: (hosts: string | readonly string[]) =>
    `/hosts/${encodeHosts(typeof hosts === 'string' ? [hosts] : hosts)}`,
  isolateHost: (hosts: string | readonly string[]) => `${links.host(hosts)}/isolate`,
  namespaces: '/namespaces',
  namespace: (name: string) => pathOf('namespaces', name),
  accessTo: (tab: string, id: string) => pathOf('access', tab, id),
  access: (tab?: string) => (tab ? `/access/${tab}` : '/access'),
  user: (id: string) => pathOf('access', 'users', id),
  isolations: '/isolations',
  isolation: (id: string) => `/isolations?${new URLSearchParams({ open: id })}`,
  activity: '/activity',
  operation: (id: string) => pathOf('activity', id),
  settings: (section?: string) => (section ? `/settings/${section}` : '/settings'),
  clients: '/clients',
  client: (key: string) => pathOf('clients', key),
  clientsOf: (services: readonly { namespace: string; service: string }[]) =>
    `/clients?${new URLSearchParams(services.map((one) => ['service', `${one.namespace}/${one.service}`]))}`,
} as const;
