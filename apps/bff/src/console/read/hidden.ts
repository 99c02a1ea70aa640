import type { RegistryState } from '../../registry/state.ts';

/** Holds the registry's own service; the console shows it only where somebody asks for it (decision 18). */
export const HIDDEN_NAMESPACE = 'Polaris';

/** Keys of the services in it. */
export function hiddenServices({ services }: RegistryState): Set<number> {
  const keys = new Set<number>();
  for (const name of services.namesIn(HIDDEN_NAMESPACE).keys()) {
    const entry = services.service(HIDDEN_NAMESPACE, name);
    if (entry !== undefined) keys.add(entry.service.key);
  }
  return keys;
}

/** Instances of those services. */
export function hiddenInstances(state: RegistryState): number {
  let total = 0;
  for (const key of hiddenServices(state)) total += state.services.byKey(key)?.total ?? 0;
  return total;
}

/** Numbers of the hosts that have nothing but instances of those services. */
export function hiddenHosts(state: RegistryState): Set<number> {
  const { instances: table } = state;
  const services = hiddenServices(state);
  const hosts = new Set<number>();
  for (const key of services) for (const slot of table.ofService.of(key)) hosts.add(table.host[slot] ?? 0);
  for (const host of hosts)
    if ([...table.ofHost.of(host)].some((slot) => !services.has(table.service[slot] ?? 0)))
      hosts.delete(host);
  return hosts;
}
