import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../clock.ts';
import { systemClock } from '../../clock.ts';
import { Registry } from '../../registry/registry.ts';
import { BIT } from '../../registry/tables/instance-table.ts';
import type { MysqlAddress } from './address.ts';
import { openMysqlStore } from './mysql-store.ts';

/** A node on the database: a registry that writes to it and follows the others. A bug inside it fails the test. */
export async function openNode(address: MysqlAddress, clock: Clock = systemClock): Promise<Registry> {
  const store = await openMysqlStore({ address, clock });
  return Registry.open({
    store,
    clock,
    maxInstances: 4096,
    onBug: (error) => {
      throw error;
    },
  });
}

/** Waits until `holds` answers true and does not throw; looks often, and fails with its last complaint. */
export async function until(
  holds: () => boolean | undefined | Promise<boolean | undefined>,
  withinMs = 5000,
): Promise<void> {
  const end = performance.now() + withinMs;
  for (;;) {
    try {
      if (await holds()) return;
      if (performance.now() > end) assert.fail(`not within ${withinMs} ms: ${holds}`);
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await wait(5);
  }
}

/** Everything that readers see of a registry, in comparable form. Times of the log apart from positions. */
export function contentOf({ state }: Registry) {
  const table = state.instances;
  const instances = [...table.all()]
    .map((slot) => {
      const { labels, ...one } = table.read(slot);
      return { ...one, labels: { ...labels }, live: table.has(slot, BIT.live) };
    })
    .sort((a, b) => a.slot - b.slot);
  const services = [...state.services.services()].map((entry) => ({
    ...entry.service,
    metadata: { ...entry.service.metadata },
    counts: entry.counts,
    revision: entry.instanceRevision,
  }));
  return {
    instances,
    services: services.sort((a, b) => a.key - b.key),
    records: [...state.recordKeys()].map((one) => one.join(' ')).sort(),
    isolations: [...state.isolations.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    operations: [...state.recentOperations.keys()],
  };
}

/** Fails unless the nodes say the same, once all have followed to the end. */
export async function assertSame(nodes: readonly Registry[]): Promise<void> {
  const [first, ...others] = nodes;
  assert.ok(first);
  for (const other of others) {
    await until(() => {
      assert.deepEqual(contentOf(other), contentOf(first));
      return true;
    });
  }
}
