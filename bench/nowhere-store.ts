import type { Batch } from '../apps/bff/src/registry/changes.ts';
import type { CommitOutcome, Store } from '../apps/bff/src/registry/store-port.ts';

/** Commits at once and keeps nothing, so that only the core is measured. */
export const nowhere: Store = {
  where: 'nowhere',
  load: async () => ({ position: 0 }),
  commit: async (decide): Promise<CommitOutcome> => {
    const batch: Batch | null = decide();
    return batch === null ? { kind: 'empty' } : { kind: 'durable', batch };
  },
  resolve: async () => 'durable',
  operations: async () => [],
  operation: async () => undefined,
  clean: async () => 0,
  prune: async () => 0,
  verifyHistory: async () => null,
  close: async () => {},
};
