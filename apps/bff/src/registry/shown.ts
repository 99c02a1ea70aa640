import { hash } from 'node:crypto';
import type { Change, Shown } from './changes.ts';
import { decodeFacts } from './instance-codec.ts';
import { hostsOf, type IsolationBook, instancesOf, type Standing } from './isolation-book.ts';
import type { InstanceState, ServiceName } from './model.ts';
import { type RegistryState, releaseParts } from './state.ts';
import { BIT } from './tables/instance-table.ts';

/**
 * What readers will see of the rows that `changes` touch once they are applied, for a store whose rows others
 * read too: an isolation is one record of ours, yet the rows that it covers must say so (decision 24).
 */
export function shownAfter(state: RegistryState, changes: readonly Change[]): readonly Shown[] {
  const book = bookAfter(state, changes);
  const shown = new Map<number, Shown>();
  for (const slot of covered(state, changes)) {
    if (!state.instances.isLive(slot)) continue;
    const one = shownOf(slot, state.standingOf(slot), state.instances.stateOf(slot), book);
    const now = state.instances.has(slot, BIT.isolated);
    if (one.isolated !== now) shown.set(slot, one);
  }
  const names = namesAfter(state, changes);
  for (const change of changes) {
    if (change.kind === 'instance.put') {
      const { row } = change;
      const { host, namespace, service } = decodeFacts(row.body, row.wireLength, names(row.service));
      const standing = { id: row.id, host, namespace, service };
      shown.set(row.slot, shownOf(row.slot, standing, row.state, book));
    } else if (change.kind === 'instance.state') {
      const { slot } = change;
      shown.set(slot, shownOf(slot, state.standingOf(slot), change.state, book));
    } else if (change.kind === 'instance.remove') shown.delete(change.slot);
  }
  return [...shown.values()];
}

function shownOf(slot: number, standing: Standing, row: InstanceState, book: IsolationBook): Shown {
  const isolated = row.isolateFlag || book.covers(standing);
  const effective = `${row.healthy ? 1 : 0}${isolated ? 1 : 0}`;
  const revision =
    isolated === row.isolateFlag ? row.revision : hash('sha1', `${row.revision}${effective}`).slice(0, 32);
  return { slot, id: standing.id, isolated, revision };
}

/** The isolations as they will be; the book itself where the changes hold none. */
function bookAfter(state: RegistryState, changes: readonly Change[]): IsolationBook {
  const touches = changes.some((one) => isRecordOf(one, 'isolation') || isRecordOf(one, 'release'));
  if (!touches) return state.isolations;
  const book = state.isolations.copy();
  for (const change of changes) {
    if (change.kind === 'put' && change.of === 'isolation') book.put(change.value);
    else if (change.kind === 'put' && change.of === 'release') book.release(change.value);
    else if (change.kind === 'remove' && change.of === 'isolation') book.forget(change.key);
    else if (change.kind === 'remove' && change.of === 'release') {
      const { isolationId, instanceId } = releaseParts(change.key);
      book.unrelease(isolationId, instanceId);
    }
  }
  return book;
}

/** Slots of instances that are there already and that an isolation or release of the changes is about. */
function covered(state: RegistryState, changes: readonly Change[]): Set<number> {
  const slots = new Set<number>();
  const add = (id: string) => {
    const slot = state.instances.slotOf(id);
    if (slot !== -1) slots.add(slot);
  };
  for (const change of changes) {
    if (isRecordOf(change, 'release')) add(releaseParts(change.key).instanceId);
    if (!isRecordOf(change, 'isolation')) continue;
    const before = state.isolations.get(change.key);
    const after = change.kind === 'put' && change.of === 'isolation' ? change.value : undefined;
    for (const one of [before, after]) {
      if (one === undefined) continue;
      for (const host of hostsOf(one)) for (const slot of state.slotsOnHost(host)) slots.add(slot);
      for (const id of instancesOf(one)) add(id);
    }
  }
  return slots;
}

const isRecordOf = (
  change: Change,
  of: 'isolation' | 'release',
): change is Extract<Change, { readonly kind: 'put' | 'remove' }> =>
  (change.kind === 'put' || change.kind === 'remove') && change.of === of;

/** Names of a service by its key, also of one that the changes create. */
function namesAfter(state: RegistryState, changes: readonly Change[]): (key: number) => ServiceName {
  const made = new Map<number, ServiceName>();
  for (const change of changes) {
    if (change.kind !== 'put' || change.of !== 'service') continue;
    const { key, namespace, name } = change.value;
    made.set(key, { namespace, service: name });
  }
  return (key) => made.get(key) ?? state.services.namesOf(key);
}
