import {
  put,
  type RecordKind,
  type RecordKinds,
  type RecordPut,
  type RecordRemove,
} from '../../registry/changes.ts';
import type { NetRecord } from './net-changes.ts';
import type { ServiceIds } from './reference-rows.ts';

interface Named {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  /** What tells our version of its row from another one. */
  readonly mark: string;
  readonly isAlias: boolean;
}

/**
 * What the store must remember of names: removals speak of them by our keys and the reference's rows by ids, and a
 * row that others have changed is told by its mark.
 */
export class KnownNames {
  /** By record key, of its kind. */
  readonly #services = new Map<string, Named>();
  readonly #aliases = new Map<string, Named>();
  readonly #byId = new Map<string, Named>();
  readonly #namespaces = new Map<string, string>();

  clear(): void {
    for (const map of [this.#services, this.#aliases, this.#byId, this.#namespaces]) map.clear();
  }

  noteLoaded<K extends RecordKind>(of: K, key: string, value: RecordKinds[K]): void {
    if (of === 'service' || of === 'alias' || of === 'namespace') this.note(put(of, key, value));
  }

  /** A record is durable. */
  note(change: RecordPut | RecordRemove): void {
    const { of, key } = change;
    if (of === 'namespace') {
      if (change.kind === 'remove') this.#namespaces.delete(key);
      else this.#namespaces.set(key, String(change.value.mtime));
      return;
    }
    if (of !== 'service' && of !== 'alias') return;
    const map = of === 'service' ? this.#services : this.#aliases;
    const before = map.get(key);
    if (before !== undefined) this.#byId.delete(before.id);
    map.delete(key);
    if (change.kind === 'remove') return;
    const { id, namespace, name, revision, mtime } = change.value;
    const named = { id, namespace, name, mark: `${revision} ${mtime}`, isAlias: of === 'alias' };
    map.set(key, named);
    this.#byId.set(id, named);
  }

  service(key: number): Named | undefined {
    return this.#services.get(String(key));
  }

  aliasId(recordKey: string): string | undefined {
    return this.#aliases.get(recordKey)?.id;
  }

  isAlias(id: string): boolean {
    return this.#byId.get(id)?.isAlias ?? false;
  }

  serviceMark(id: string): string | undefined {
    return this.#byId.get(id)?.mark;
  }

  namespaceMark(name: string): string | undefined {
    return this.#namespaces.get(name);
  }

  serviceIds(): readonly string[] {
    return [...this.#byId.keys()];
  }

  namespaceNames(): readonly string[] {
    return [...this.#namespaces.keys()];
  }

  /** Ids of services by their keys, as they will be once the records are written. */
  idsWith(records: readonly NetRecord[]): ServiceIds {
    const made = new Map<number, string>();
    for (const { change } of records) {
      if (change.kind === 'put' && change.of === 'service') made.set(change.value.key, change.value.id);
    }
    return (key) => made.get(key) ?? this.#services.get(String(key))?.id;
  }
}
