import { isSameValue } from './commands/operation-record.ts';
import type { FieldChange } from './model.ts';

/** Labels and the location are recorded whole: those of their members that differ, each as a change of its own. */
export function changedMembers(change: FieldChange): FieldChange[] {
  const { target, path, before, after } = change;
  if (path !== '/labels' && path !== '/location') return [change];
  const [was, is] = [membersOf(before), membersOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((key) => ({
      target,
      path: `${path}/${escapePointer(key)}`,
      before: was.get(key) ?? null,
      after: is.get(key) ?? null,
    }))
    .filter((one) => !isSameValue(one.before ?? '', one.after ?? ''));
}

/** Labels are shown, kept and put back one by one: who has changed another one since is not in the way. */
export const labelByLabel = (change: FieldChange): FieldChange[] =>
  change.path === '/labels' ? changedMembers(change) : [change];

const membersOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);

/** RFC 6901. */
const escapePointer = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
