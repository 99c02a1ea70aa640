import type { InstanceHappening } from '../../registry/events.ts';
import type { Registry } from '../../registry/registry.ts';

export type ChangeCounts = ReadonlyMap<InstanceHappening, number>;

/** Counts what happens to instances from now on: a registration costs no look-up of labels. */
export function countChanges(registry: Registry): ChangeCounts {
  const changes = new Map<InstanceHappening, number>();
  registry.listen(({ events }) => {
    for (const event of events) {
      if (event.kind === 'instance') changes.set(event.what, (changes.get(event.what) ?? 0) + 1);
    }
  });
  return changes;
}
