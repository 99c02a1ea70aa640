import type { UndoValue } from '@cynosure/shared/console/operation.ts';
import { changedMembers } from '../../registry/change-members.ts';
import type { FieldChange } from '../../registry/model.ts';

const MOST_VALUES = 20;

/** What fields are now and what putting them back makes of them, equal ones together, the commonest first. */
export function undoValues(back: readonly FieldChange[]): { values: UndoValue[]; others: number } {
  const found = new Map<string, UndoValue>();
  for (const change of back.flatMap(changedMembers)) {
    const [path, before, after] = [change.path, change.after, change.before];
    const key = JSON.stringify([path, before, after]);
    const same = found.get(key);
    if (same === undefined) found.set(key, { path, before, after, count: 1 });
    else same.count += 1;
  }
  const sorted = [...found.values()].sort((a, b) => b.count - a.count);
  return {
    values: sorted.slice(0, MOST_VALUES),
    others: sorted.slice(MOST_VALUES).reduce((sum, { count }) => sum + count, 0),
  };
}
