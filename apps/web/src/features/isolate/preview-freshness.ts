import type { Counts } from '@cynosure/shared/console/counts.ts';
import type { LiveEvent } from '@cynosure/shared/console/events.ts';
import type { Preview } from '@cynosure/shared/console/preview.ts';
import { serviceKey } from './plan.ts';

/** Whether an event says something else of the services of a preview than the preview does. */
export function disagrees(preview: Preview, event: LiveEvent): boolean {
  if (event.event !== 'host') return false;
  const here = new Map<string, number>();
  const counts = new Map<string, Counts>();
  for (const instance of event.data.instances ?? []) {
    const key = serviceKey(instance);
    here.set(key, (here.get(key) ?? 0) + 1);
    if (instance.serviceCounts) counts.set(key, instance.serviceCounts);
  }
  const services = new Map(preview.services.map((service) => [serviceKey(service), service]));
  for (const [key, now] of counts) {
    const service = services.get(key);
    if (!service || !sameCounts(service.now, now)) return true;
  }
  return false;
}

const sameCounts = (a: Counts, b: Counts): boolean =>
  a.total === b.total && a.healthy === b.healthy && a.unhealthy === b.unhealthy && a.isolated === b.isolated;
