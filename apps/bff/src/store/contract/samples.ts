import type { Batch, ClientEntry, InstanceRow } from '../../registry/changes.ts';
import type { InstanceState, Labels, Namespace, Operation, Service } from '../../registry/model.ts';
import type { CommitOutcome, Store } from '../../registry/store-port.ts';

/** Epoch ms of the first batch in these tests. */
export const START_MS = 1_700_000_000_000;

/** Labels as the registry makes them: without a prototype. */
export const labels = (...pairs: readonly (readonly [string, string])[]): Labels => {
  const made: Record<string, string> = Object.create(null);
  for (const [key, value] of pairs) made[key] = value;
  return made;
};

export const aNamespace = (over: Partial<Namespace> = {}): Namespace => ({
  name: 'prod',
  comment: 'what customers see',
  owners: 'ops',
  token: 'a'.repeat(32),
  exportTo: [],
  metadata: labels(),
  ctime: 1_700_000_000,
  mtime: 1_700_000_000,
  ...over,
});

export const aService = (over: Partial<Service> = {}): Service => ({
  id: 'b'.repeat(32),
  key: 1,
  namespace: 'prod',
  name: 'checkout',
  metadata: labels(),
  ports: '',
  business: '',
  department: '',
  cmdbMod1: '',
  cmdbMod2: '',
  cmdbMod3: '',
  comment: '',
  owners: '',
  platformId: '',
  token: 'c'.repeat(32),
  revision: 'd'.repeat(32),
  exportTo: [],
  ctime: 1_700_000_000,
  mtime: 1_700_000_000,
  ...over,
});

export const aState = (over: Partial<InstanceState> = {}): InstanceState => ({
  healthy: true,
  isolateFlag: false,
  revision: '0123456789abcdef0123456789abcdef',
  mtime: 1_700_000_000,
  silentSince: null,
  ...over,
});

export const aRow = (over: Partial<InstanceRow> = {}): InstanceRow => ({
  slot: 0,
  id: '356a192b7913b04c54574d18c28d46e6395428ab',
  service: 1,
  body: Uint8Array.from([10, 3, 1, 2, 3, 0, 255, 128]),
  wireLength: 5,
  state: aState(),
  bornAt: 1,
  ...over,
});

export const anOperation = (over: Partial<Operation> = {}): Operation => ({
  id: '01HF0000000000000000000001',
  at: START_MS,
  by: { id: 'u-1', name: 'alice', via: 'console' },
  action: 'isolation.create',
  outcome: 'done',
  code: 200000,
  info: 'execute success',
  counts: { done: 1, unchanged: 0, left: 0 },
  changes: [],
  ...over,
});

export const anEntry = (over: Partial<ClientEntry> = {}): ClientEntry => ({
  action: 'register',
  id: '356a192b7913b04c54574d18c28d46e6395428ab',
  label: 'prod/checkout 10.0.0.1:8080',
  by: 'GRPC:10.0.0.1',
  ...over,
});

/** Batches one after another, as the sequencer makes them. */
export class Writer {
  readonly #store: Store;
  #position: number;

  constructor(store: Store, position = 0) {
    this.#store = store;
    this.#position = position;
  }

  batch(what: Partial<Batch>): Batch {
    const position = this.#position + 1;
    return {
      position,
      batchId: `batch-${position}`,
      at: START_MS + position * 1000,
      changes: [],
      operations: [],
      clientEntries: [],
      ...what,
    };
  }

  /** Commits the batch and goes on from its position if it became durable. */
  async try(what: Partial<Batch>): Promise<CommitOutcome> {
    const outcome = await this.#store.commit(() => this.batch(what));
    if (outcome.kind === 'durable') this.#position = outcome.batch.position;
    return outcome;
  }

  /** Commits the batch, which must become durable. */
  async write(what: Partial<Batch>): Promise<Batch> {
    const outcome = await this.try(what);
    if (outcome.kind !== 'durable') throw new Error(`not durable: ${JSON.stringify(outcome)}`);
    return outcome.batch;
  }
}
