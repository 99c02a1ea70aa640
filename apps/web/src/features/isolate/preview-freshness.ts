import type { Counts } from '@cynosure/shared/console/counts.ts';
import type { InstanceChange, LiveEvent } from '@cynosure/shared/console/events.ts';
import type { Preview } from '@cynosure/shared/console/preview.ts';
import { serviceKey } from './plan.ts';

/** Whether an event says something else of the services of a preview than the preview does. */
export function disagrees(preview: Preview, event: LiveEvent): boolean {
  const counts = new Map<string, Counts>();
  for (const { namespace, service, serviceCounts } of instancesOf(event)) {
    if (namespace && service && serviceCounts) counts.set(serviceKey({ namespace, service }), serviceCounts);
  }
  const services = new Map(preview.services.map((service) => [serviceKey(service), service]));
  for (const [key, now] of counts) {
    const service = services.get(key);
    if (!service || !sameCounts(service.now, now)) return true;
  }
  return false;
}

/** A host comes whole, or with the rows whose services have moved elsewhere. */
function instancesOf(event: LiveEvent): readonly InstanceChange[] {
  if (event.event === 'host') return event.data.instances ?? [];
  return event.event === 'instances' ? event.data.rows : [];
}

const sameCounts = (a: Counts, b: Counts): boolean =>
  a.total === b.total && a.healthy === b.healthy && a.unhealthy === b.unhealthy && a.isolated === b.isolated;
