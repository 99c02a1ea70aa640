import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { EMPTY_REVISION } from './digest-sum.ts';
import { type JoinedInstances, joinInstances } from './joined-instances.ts';
import type { ServiceEntry } from './service-book.ts';
import type { RegistryState } from './state.ts';

const CACHE_BYTES = 64 * 1024 * 1024;

/** What a client that discovers a service gets. */
export interface Discovered {
  /** The service that the name means, or null where only services exported by other namespaces match. */
  readonly source: ServiceEntry | null;
  /** All services whose instances are in the answer. */
  readonly services: readonly ServiceEntry[];
  /** hex40; equal revision means equal content. */
  readonly revision: string;
}

/**
 * Reads for clients: which instances a name stands for, their revision, and the joined answer. A question
 * with the current revision costs the same for 10 and for 10,000 instances; the full answer is joined from
 * the encoded rows and kept until the next change (core.md §3, §4).
 */
export class Discovery {
  readonly #state: RegistryState;
  readonly #bodies = new LRUCache<ServiceEntry, JoinedInstances>({
    maxSize: CACHE_BYTES,
    maxEntrySize: CACHE_BYTES / 8,
    sizeCalculation: ({ bytes, slots }) => bytes.length + 8 * slots.length + 64,
  });

  constructor(state: RegistryState) {
    this.#state = state;
  }

  /** Undefined = nobody knows the service (400202). */
  find(namespace: string, name: string): Discovered | undefined {
    const { services } = this.#state;
    const source = services.resolve(namespace, name) ?? null;
    const exported = services.exportedTo(namespace, name).filter((entry) => entry !== source);
    if (source !== null && exported.length === 0) {
      return { source, services: [source], revision: source.instanceRevision };
    }
    if (source === null && exported.length === 0) return undefined;
    const all = source === null ? exported : [source, ...exported];
    return { source, services: all, revision: combinedRevision(all) };
  }

  /** The `instances` fields of a DiscoverResponse, joined; valid as long as nobody writes into it. */
  instancesField(found: Discovered): Uint8Array {
    const [only, ...others] = found.services;
    if (only === undefined) return new Uint8Array();
    if (others.length === 0) return this.#body(only);
    return Buffer.concat(found.services.map((entry) => this.#body(entry)));
  }

  /** Slots of all instances in the answer, newest change first. */
  slots(found: Discovered): number[] {
    return found.services.flatMap((entry) => this.#state.slotsOfService(entry.service.key));
  }

  #body(entry: ServiceEntry): Uint8Array {
    const known = this.#bodies.get(entry);
    if (known !== undefined && known.at === entry.changedAt) return known.bytes;
    const joined = joinInstances(this.#state.instances, entry, known);
    this.#bodies.set(entry, joined);
    return joined.bytes;
  }
}

/** Exactly one service with instances: its own; else SHA-1 of the sorted inputs (contract §8.2). */
function combinedRevision(entries: readonly ServiceEntry[]): string {
  const inputs = entries.filter((entry) => entry.total > 0).map((entry) => entry.instanceRevision);
  const [only, ...others] = inputs.sort();
  if (only === undefined) return EMPTY_REVISION;
  return others.length === 0 ? only : hash('sha1', inputs.join(''));
}
