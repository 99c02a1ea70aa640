import type { Instance } from '@cynosure/shared/console/instance.ts';
import type { EventBatch } from '../../registry/events.ts';
import { Interner } from '../../registry/tables/interner.ts';

/** Who registered each instance last, as far as it happened since our start: four bytes a row. */
export class Registrars {
  readonly #texts = new Interner();
  #column = new Uint32Array(4096);

  take({ events, clientEntries }: EventBatch): void {
    const byId = new Map<string, string>();
    for (const entry of clientEntries ?? []) if (entry.action === 'register') byId.set(entry.id, entry.by);
    for (const event of events) {
      if (event.kind !== 'instance') continue;
      if (event.what === 'deregistered') this.#set(event.slot, null);
      else if (event.what === 'registered' || event.what === 'registeredAgain') {
        this.#set(event.slot, byId.get(event.id) ?? null);
      }
    }
  }

  /** Undefined = not known: it registered before our start. */
  of(slot: number): Instance['registeredBy'] {
    const name = this.#texts.textOf(this.#column[slot] ?? 0);
    if (name === null) return undefined;
    const [, door, host] = /^(HTTP|GRPC):([^(]*)/.exec(name) ?? [];
    if (host === undefined) return { host: name, door: 'http' };
    return { host, door: door === 'GRPC' ? 'grpc' : 'http' };
  }

  #set(slot: number, name: string | null): void {
    if (slot >= this.#column.length) {
      const larger = new Uint32Array(Math.max(slot + 1, this.#column.length * 2));
      larger.set(this.#column);
      this.#column = larger;
    }
    this.#texts.give(this.#column[slot] ?? 0);
    this.#column[slot] = this.#texts.take(name);
  }
}
