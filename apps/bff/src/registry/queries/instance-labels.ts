import { injectedLabels } from '../instance-codec.ts';
import type { ServiceEntry } from '../service-book.ts';
import type { RegistryState } from '../state.ts';

/** Every label that the instances of a service carry, injected ones included, with its values in order. */
export function labelsOfService(
  state: RegistryState,
  entry: ServiceEntry,
): ReadonlyMap<string, readonly string[]> {
  const labels = new Map<string, Set<string>>();
  for (const slot of state.instances.ofService.of(entry.service.key)) {
    const facts = state.instances.factsOf(slot);
    for (const [key, value] of Object.entries({ ...facts.labels, ...injectedLabels(facts) })) {
      const values = labels.get(key) ?? new Set<string>();
      values.add(value);
      labels.set(key, values);
    }
  }
  return new Map([...labels].map(([key, values]) => [key, [...values].sort()]));
}
