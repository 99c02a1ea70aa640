import {
  put,
  type RecordKind,
  type RecordKinds,
  type RecordPut,
  type RecordRemove,
} from '../../registry/changes.ts';
import type { NetRecord } from './net-changes.ts';
import type { ServiceIds } from './reference-rows.ts';

export interface KnownService {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
}

/** What the store must remember of records, because removals name them by our keys and the reference's rows by ids. */
export class KnownNames {
  readonly #services = new Map<number, KnownService>();
  /** By record key. */
  readonly #aliases = new Map<string, string>();

  clear(): void {
    this.#services.clear();
    this.#aliases.clear();
  }

  noteLoaded<K extends RecordKind>(of: K, key: string, value: RecordKinds[K]): void {
    if (of === 'service' || of === 'alias') this.note(put(of, key, value));
  }

  /** A record is durable. */
  note(change: RecordPut | RecordRemove): void {
    if (change.kind === 'remove') {
      if (change.of === 'service') this.#services.delete(Number(change.key));
      else if (change.of === 'alias') this.#aliases.delete(change.key);
    } else if (change.of === 'service') {
      const { key, id, namespace, name } = change.value;
      this.#services.set(key, { id, namespace, name });
    } else if (change.of === 'alias') this.#aliases.set(change.key, change.value.id);
  }

  service(key: number): KnownService | undefined {
    return this.#services.get(key);
  }

  aliasId(recordKey: string): string | undefined {
    return this.#aliases.get(recordKey);
  }

  /** Ids of services by their keys, as they will be once the records are written. */
  idsWith(records: readonly NetRecord[]): ServiceIds {
    const made = new Map<number, string>();
    for (const { change } of records) {
      if (change.kind === 'put' && change.of === 'service') made.set(change.value.key, change.value.id);
    }
    return (key) => made.get(key) ?? this.#services.get(key)?.id;
  }
}
