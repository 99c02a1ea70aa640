import { type Change, remove } from './changes.ts';
import type { RegistryState } from './state.ts';
import type { StoreContent } from './store-port.ts';

/**
 * What leads from the state to `content`: every record as it is now, removals of what is not there any more,
 * and the instances that differ. Equal revisions mean equal rows (core.md §3), so bodies are not compared.
 */
export function differences(state: RegistryState, content: StoreContent): Change[] {
  const table = state.instances;
  const gone: Change[] = [];
  const written: Change[] = [];
  const bySlot = new Map(content.instances.map((row) => [row.slot, row]));
  for (const slot of [...table.all()]) {
    const id = table.idOf(slot);
    if (bySlot.get(slot)?.id !== id) gone.push({ kind: 'instance.remove', slot, id, at: 0 });
  }
  for (const row of content.instances) {
    const same = table.isLive(row.slot) && table.idOf(row.slot) === row.id;
    if (same && table.rowBornAt[row.slot] === row.bornAt && isSameState(table.stateOf(row.slot), row.state))
      continue;
    written.push({ kind: 'instance.put', row });
  }
  const kept = new Set(content.records.map(({ of, key }) => `${of} ${key}`));
  const forgotten = [...state.recordKeys()].filter(([of, key]) => !kept.has(`${of} ${key}`));
  return [...gone, ...content.records, ...written, ...forgotten.map(([of, key]) => remove(of, key))];
}

type State = ReturnType<RegistryState['instances']['stateOf']>;

const isSameState = (one: State, other: State): boolean =>
  one.revision === other.revision &&
  one.healthy === other.healthy &&
  one.isolateFlag === other.isolateFlag &&
  one.mtime === other.mtime &&
  one.silentSince === other.silentSince;
