import type { Change } from '@cynosure/shared/console/operation.ts';

/** Things with exactly the same changes, so that a thousand equal lines are one. */
export type ChangeGroup = {
  things: Change['target'][];
  changes: Pick<Change, 'path' | 'before' | 'after'>[];
};

/** Large groups first; equal ones in the order in which their first thing stands. */
export function groupChanges(changes: readonly Change[]): ChangeGroup[] {
  const byThing = new Map<string, { target: Change['target']; changes: Change[] }>();
  for (const change of changes) {
    const key = `${change.target.kind} ${change.target.id}`;
    const thing = byThing.get(key);
    if (thing) thing.changes.push(change);
    else byThing.set(key, { target: change.target, changes: [change] });
  }
  const groups = new Map<string, ChangeGroup>();
  for (const { target, changes: own } of byThing.values()) {
    const face = own
      .map(({ path, before, after }) => ({ path, before, after }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    const key = JSON.stringify(face);
    const group = groups.get(key);
    if (group) group.things.push(target);
    else groups.set(key, { things: [target], changes: face });
  }
  return [...groups.values()].sort((a, b) => b.things.length - a.things.length);
}

/** What really changed: a list of services also names those that were as they are. */
export const realChanges = (changes: readonly Change[]): Change[] =>
  changes.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));

/** Changes whose value is no longer the one that the operation wrote: an undo leaves them alone. */
export const changedSince = (changes: readonly Change[]): Change[] =>
  changes.filter(
    ({ since, after }) => since !== undefined && JSON.stringify(since.value) !== JSON.stringify(after),
  );
