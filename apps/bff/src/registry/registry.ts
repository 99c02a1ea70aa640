import { randomUUID } from 'node:crypto';
import type { Outcome } from '@cynosure/shared/outcome.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { Batch } from './changes.ts';
import type { Command } from './command.ts';
import { Discovery } from './discovery.ts';
import type { EventBatch, EventListener, RegistryEvent } from './events.ts';
import { adoptForeign } from './foreign.ts';
import type { Verdict } from './model.ts';
import { type CommitHealth, Sequencer } from './sequencer.ts';
import { type Quotas, RegistryState } from './state.ts';
import { differences } from './state-differences.ts';
import type { Store, StoreContent } from './store-port.ts';

/** Operations read back at the start, for the latest changes on the first page. */
const KEPT_AT_START = 200;

export interface RegistryParts {
  readonly store: Store;
  readonly clock: Clock;
  /** Columns are reserved for so many (core.md §4). */
  readonly maxInstances: number;
  /** Default: those of `limits.ts`. */
  readonly quotas?: Quotas | undefined;
  readonly onBug: (error: unknown, where: string) => void;
}

const newestOf = (store: Store) => store.operations({ limit: KEPT_AT_START });

/** How the store is doing, for people; `damaged`: what a check of its data found wrong first. */
export type StoreHealth = CommitHealth | { readonly kind: 'damaged'; readonly info: string };

/**
 * The registry: state, sequencer and events in one. Doors and console do three things with it: run a
 * command (`registry.run(registerInstance(…))`, see commands/), read `registry.state` through the functions
 * in queries/ and `discovery`, and listen.
 */
export class Registry {
  readonly state: RegistryState;
  readonly discovery: Discovery;
  /** Changes at every start; positions of two epochs are not compared (core.md §4). */
  readonly epoch = randomUUID().replaceAll('-', '').slice(0, 12);
  readonly store: Store;
  readonly clock: Clock;
  readonly #sequencer: Sequencer;
  readonly #listeners = new Set<EventListener>();
  readonly #onBug: RegistryParts['onBug'];

  private constructor(parts: RegistryParts) {
    this.store = parts.store;
    this.clock = parts.clock;
    this.#onBug = parts.onBug;
    this.state = new RegistryState(parts.maxInstances, parts.quotas);
    this.discovery = new Discovery(this.state);
    this.#sequencer = new Sequencer({
      state: this.state,
      store: parts.store,
      clock: parts.clock,
      apply: (batch) => this.#apply(batch),
      onBug: parts.onBug,
    });
  }

  /** Loads everything the store holds. Rejects with StoreUnusable where it cannot be served. */
  static async open(parts: RegistryParts): Promise<Registry> {
    const registry = new Registry(parts);
    // Nobody else writes to a store of our own, so its newest operations can be read beside all else.
    const early = parts.store.shared === undefined ? newestOf(parts.store) : null;
    // A failure is seen below; until then it must not count as unhandled.
    early?.catch(() => {});
    const { position } = await parts.store.load({
      record: (of, key, value) => registry.state.loadRecord(of, key, value),
      instance: (row) => registry.state.loadInstance(row),
      packed: (row) => registry.state.loadPacked(row),
    });
    registry.state.finishLoading(position);
    registry.#sequencer.continueFrom(position);
    parts.store.shared?.follow({
      apply: (batch) => registry.#follow(batch),
      replace: (content) => registry.#replace(content),
      adopt: (foreign, now, batchId) => adoptForeign(registry.state, foreign, now, batchId),
      out: (info) => registry.#sequencer.noteReach(info),
      back: () => registry.#sequencer.noteReach(null),
    });
    await parts.store.shared?.adoptAll();
    const newest = await (early ?? newestOf(parts.store));
    // What other nodes have done since is there already, and comes after these.
    const { recentOperations } = registry.state;
    const since = [...recentOperations.values()];
    recentOperations.clear();
    for (const operation of [...newest.toReversed(), ...since]) registry.state.keepOperation(operation);
    return registry;
  }

  /** Answers when what the command changed is durable and visible, or why it was refused. */
  run<T>(command: Command<T>, timeoutMs?: number): Promise<Outcome<T>> {
    return this.#sequencer.run(command, timeoutMs);
  }

  get storeHealth(): StoreHealth {
    const { health } = this.#sequencer;
    const [info] = this.store.damage ?? [];
    return health.kind === 'well' && info !== undefined ? { kind: 'damaged', info } : health;
  }

  /**
   * Whether health may not be judged downwards because the database that other nodes write to does not answer:
   * then our evidence is not all there is (core.md §5).
   */
  get isCutOff(): boolean {
    return this.store.shared !== undefined && this.storeHealth.kind === 'out';
  }

  /** Whether verdicts on health are ours to make; else a server of the reference beside us makes them (decision 27). */
  get isJudge(): boolean {
    return !(this.store.shared?.hasOtherJudge ?? false);
  }

  /** Milliseconds that a durable commit takes, smoothed; 0 = none yet. */
  get storeWriteMs(): number {
    return this.#sequencer.commitMs;
  }

  /** Commands that wait to be decided. */
  get waiting(): number {
    return this.#sequencer.waiting;
  }

  /** Every change from now on, one call per commit or overlay, in order of position. */
  listen(listener: EventListener): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Shows verdicts of the checker before they are committed (decision 9). */
  overlayHealth(verdicts: readonly Verdict[]): void {
    const at = this.clock.wallMs();
    this.#publish(this.state.overlayHealth(verdicts, at), at);
  }

  /** Commits what waits, then closes the store. */
  async close(): Promise<void> {
    await this.#sequencer.stop();
    await this.store.close();
  }

  /**
   * Slots are decided under the lock of the head row, so they are the same on every node. Claimed after applying:
   * a batch may empty a slot before it fills it.
   */
  #follow(batch: Batch): void {
    const { instances } = this.state;
    const slots = batch.changes.flatMap((one) => (one.kind === 'instance.put' ? [one.row.slot] : []));
    const beyond = slots.find((slot) => slot >= instances.maxSlots);
    if (beyond !== undefined) {
      throw new RangeError(`another node holds more instances than the ${instances.maxSlots} that fit here`);
    }
    this.#sequencer.follow(batch);
    for (const slot of slots) if (instances.isLive(slot)) instances.claim(slot);
  }

  /** Takes over all data at once by what differs from ours, so that listeners hear of nothing else. */
  #replace(content: StoreContent): void {
    const { position } = content;
    const changes = differences(this.state, content);
    const batch = {
      position,
      batchId: '',
      at: this.clock.wallMs(),
      changes,
      operations: [],
      clientEntries: [],
    };
    this.#follow(batch);
  }

  #apply(batch: Batch): void {
    this.#publish(this.state.apply(batch), batch.at, batch.clientEntries);
  }

  #publish(events: readonly RegistryEvent[], at: number, clientEntries?: Batch['clientEntries']): void {
    const { position } = this.state;
    const batch: EventBatch = {
      position,
      at,
      events,
      ...(clientEntries === undefined ? {} : { clientEntries }),
    };
    for (const listener of this.#listeners) {
      try {
        listener(batch);
      } catch (error) {
        this.#onBug(error, 'listener');
      }
    }
  }
}
