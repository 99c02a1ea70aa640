import { randomUUID } from 'node:crypto';
import type { Outcome } from '@cynosure/shared/outcome.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { Batch } from './changes.ts';
import type { Command } from './command.ts';
import { Discovery } from './discovery.ts';
import type { EventBatch, EventListener, RegistryEvent } from './events.ts';
import { Sequencer, type StoreHealth } from './sequencer.ts';
import { RegistryState } from './state.ts';
import type { Store } from './store-port.ts';

/** Operations read back at the start, for the latest changes on the first page. */
const KEPT_AT_START = 200;

export interface RegistryParts {
  readonly store: Store;
  readonly clock: Clock;
  /** Columns are reserved for so many (core.md §4). */
  readonly maxInstances: number;
  readonly onBug: (error: unknown, where: string) => void;
}

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
    this.state = new RegistryState(parts.maxInstances);
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
    const { position } = await parts.store.load({
      record: (of, key, value) => registry.state.loadRecord(of, key, value),
      instance: (row) => registry.state.loadInstance(row),
    });
    registry.state.finishLoading(position);
    registry.#sequencer.continueFrom(position);
    const newest = await parts.store.operations({ limit: KEPT_AT_START });
    for (const operation of newest.toReversed()) registry.state.keepOperation(operation);
    return registry;
  }

  /** Answers when what the command changed is durable and visible, or why it was refused. */
  run<T>(command: Command<T>, timeoutMs?: number): Promise<Outcome<T>> {
    return this.#sequencer.run(command, timeoutMs);
  }

  get storeHealth(): StoreHealth {
    return this.#sequencer.health;
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

  /** Shows a verdict of the checker before it is committed (decision 9). */
  overlayHealth(slot: number, healthy: boolean, silentSince: number | null): void {
    const at = this.clock.wallMs();
    this.#publish(this.state.overlayHealth(slot, healthy, silentSince, at), at);
  }

  /** Commits what waits, then closes the store. */
  async close(): Promise<void> {
    await this.#sequencer.stop();
    await this.store.close();
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
