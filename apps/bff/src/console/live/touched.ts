import type { EventBatch, RegistryEvent } from '../../registry/events.ts';
import type { Operation } from '../../registry/model.ts';

/** What some changes have touched: the things whose values a reader needs anew. */
export interface Touched {
  readonly slots: ReadonlySet<number>;
  /** Ids of instances. */
  readonly ids: ReadonlySet<string>;
  /** `namespace/service`. */
  readonly services: ReadonlySet<string>;
  readonly hosts: ReadonlySet<string>;
  readonly isolations: ReadonlySet<string>;
  readonly operations: readonly Operation[];
  /** Operations whose uptake has moved. */
  readonly uptakes: ReadonlySet<string>;
  /** Something was touched that the numbers of the first page rest on. */
  readonly any: boolean;
  /** Time for what moves by itself: heartbeats and rates. */
  readonly beats: boolean;
}

/** Gathers changes until they are sent; the last value of each thing is what counts then. */
export class Touches implements Touched {
  readonly slots = new Set<number>();
  readonly ids = new Set<string>();
  readonly services = new Set<string>();
  readonly hosts = new Set<string>();
  readonly isolations = new Set<string>();
  readonly operations: Operation[] = [];
  readonly uptakes = new Set<string>();
  any = false;
  beats = false;
  /** Something that was too costly before is due now. */
  due = false;

  static of(batches: readonly EventBatch[]): Touches {
    const touches = new Touches();
    for (const batch of batches) touches.add(batch);
    return touches;
  }

  get isEmpty(): boolean {
    return !this.any && !this.beats && !this.due && this.uptakes.size === 0;
  }

  add({ events }: EventBatch): void {
    for (const event of events) this.#addOne(event);
    if (events.length > 0) this.any = true;
  }

  #addOne(event: RegistryEvent): void {
    switch (event.kind) {
      case 'instance':
        this.slots.add(event.slot);
        this.ids.add(event.id);
        this.services.add(`${event.namespace}/${event.service}`);
        this.hosts.add(event.host);
        return;
      case 'operation':
        this.operations.push(event.operation);
        return;
      case 'record':
        if (event.of === 'isolation') this.isolations.add(event.key);
        else if (event.of === 'release') this.isolations.add(event.key.slice(0, event.key.indexOf(' ')));
    }
  }
}
