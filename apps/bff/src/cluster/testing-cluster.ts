import assert from 'node:assert/strict';
import { ensureInstallationKey } from '../access/installation-key.ts';
import { Checker } from '../checker/checker.ts';
import type { Batch } from '../registry/changes.ts';
import { Registry } from '../registry/registry.ts';
import type { CommitOutcome, Follower, Store } from '../registry/store-port.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { Cluster } from './cluster.ts';
import type { Link } from './link.ts';

const STEP_MS = 25;

/** What a log keeps of a batch: values, and no functions. */
const asWritten = (batch: Batch): Batch => ({
  ...batch,
  changes: batch.changes.map((change) => {
    if (change.kind !== 'instance.state') return change;
    const { kind, slot, state } = change;
    return { kind, slot, state };
  }),
});

/** One log that several nodes write to: a commit is decided with everything before it applied, as under the head row's lock. */
class SharedLog {
  readonly #batches: Batch[] = [];

  storeOf(node: { isPaused: boolean }): Store & { catchUp(): void } {
    let follower: Follower | undefined;
    let applied = 0;
    const batches = this.#batches;
    const catchUp = () => {
      for (; applied < batches.length; applied += 1) follower?.apply(batches[applied]!); // within the list
    };
    return {
      where: 'a log in memory',
      catchUp,
      shared: {
        follow: (one) => {
          follower = one;
          catchUp();
        },
        adoptAll: async () => {},
        accounts: async () => null,
        hasOtherJudge: false,
      },
      load: async () => ({ position: 0 }),
      async commit(decide): Promise<CommitOutcome> {
        // A paused process writes nothing; its commit goes on when it does.
        while (node.isPaused) await new Promise((resolve) => setImmediate(resolve));
        catchUp();
        const batch = decide();
        if (batch === null) return { kind: 'empty' };
        batches.push(asWritten(batch));
        applied += 1;
        return { kind: 'durable', batch };
      },
      resolve: async () => 'durable',
      operations: async () => [],
      operation: async () => undefined,
      clean: async () => 0,
      prune: async () => 0,
      verifyHistory: async () => null,
      close: async () => {},
    };
  }
}

/** A node of a test: its own clock, registry and checker. `isPaused`: its process stands still. */
export interface TestNode {
  readonly clock: FakeClock;
  readonly registry: Registry;
  readonly checker: Checker;
  readonly cluster: Cluster;
  isPaused: boolean;
  /** Frames from and to it get lost. */
  isCut: boolean;
}

/** Nodes on one log, with links in memory. `governor` false: no verdict is ever held. */
export async function openNodes(
  count: number,
  { duties = 'ring', governor = true }: { duties?: 'ring' | 'leader'; governor?: boolean } = {},
) {
  const log = new SharedLog();
  const taking = new Map<
    string,
    { readonly node: { isPaused: boolean; isCut: boolean }; take: (frame: Uint8Array) => boolean }
  >();
  const nodes: (TestNode & { readonly store: ReturnType<SharedLog['storeOf']> })[] = [];
  /** Time goes by for all; a paused node's clock moves on without anything of it running. */
  const pass = async (ms: number, each?: () => void) => {
    for (let left = ms; left > 0; left -= STEP_MS) {
      for (const node of nodes) {
        if (node.isPaused) node.clock.sleep(STEP_MS);
        else {
          node.store.catchUp();
          node.clock.advance(STEP_MS);
          node.checker.sweep();
        }
      }
      each?.();
      // What was decided is committed, and what was sent arrives.
      for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  for (let at = 0; at < count; at += 1) {
    const clock = new FakeClock();
    const state = { isPaused: false, isCut: false };
    const store = log.storeOf(state);
    const registry = await Registry.open({
      store,
      clock,
      maxInstances: 4096,
      onBug: (error) => {
        throw error;
      },
    });
    await registry.run(ensureInstallationKey());
    const checker = new Checker(registry, { governor });
    const link: Link = {
      isOut: false,
      listen: async (name, take) => {
        taking.set(name, { node, take });
        return name;
      },
      send: async ({ name }, frame) => {
        const other = taking.get(name);
        if (other === undefined || other.node.isPaused || other.node.isCut || node.isCut) return false;
        return other.take(frame);
      },
      forget: () => {},
      close: async () => {},
    };
    const cluster = new Cluster({ registry, checker, link, duties, onChange: () => {} });
    const node = Object.assign(state, { clock, registry, checker, cluster, store });
    nodes.push(node);
    await cluster.start();
  }
  await pass(200);
  for (const { cluster } of nodes) assert.equal(cluster.members.length, duties === 'leader' ? 1 : count);
  return { nodes: nodes as readonly TestNode[], pass };
}
