import { changedMembers } from '../../registry/change-members.ts';
import type { Operation } from '../../registry/model.ts';
import { type Sentence, say } from './sentence.ts';

/** Longer values of labels are cut: the history shows them whole. */
const MOST_SHOWN = 60;

/** What was taken back: an isolation, its end, or fields with the values that they lost and got back. */
export function undoSentence({ action, counts, changes }: Operation, target: string): Sentence {
  const instances = counts.done;
  if (action === 'isolation.end') return say('undidIsolation', { target, instances });
  if (action === 'isolation.create') return say('undidEnd', { target, instances });
  const fields = fieldsIn(changes);
  if (fields === undefined) return say('undidOperation', { target, instances });
  const { path, more, values } = fields;
  return values === undefined
    ? say('undidFields', { target, path, more })
    : say('undidChange', { target, path, ...values, more });
}

/** What was changed of one thing, with the values; undefined where that is not known. */
export function changeSentence({ changes }: Operation, target: string): Sentence | undefined {
  const fields = fieldsIn(changes);
  if (fields?.values === undefined) return undefined;
  const { path, more, values } = fields;
  return say('changedFields', { target, path, ...values, more });
}

interface Fields {
  readonly path: string;
  /** Absent: several things had or got different ones. */
  readonly values?: { readonly before: string; readonly after: string };
  /** How many fields besides. */
  readonly more: number;
}

/** The first field that was changed, and how many besides. */
function fieldsIn(changes: Operation['changes']): Fields | undefined {
  const distinct = new Map(
    changes.flatMap(changedMembers).map((one) => [JSON.stringify([one.path, one.before, one.after]), one]),
  );
  const [first] = distinct.values();
  if (first === undefined) return undefined;
  const paths = new Set([...distinct.values()].map(({ path }) => path));
  const more = paths.size - 1;
  const { path } = first;
  // Several instances may have lost different values of one field.
  if ([...distinct.values()].some((one) => one !== first && one.path === path)) return { path, more };
  return { path, more, values: { before: shown(first.before), after: shown(first.after) } };
}

/** As JSON, so that the reader can tell a number from a text and nothing from ''. */
const shown = (value: unknown): string =>
  JSON.stringify(
    typeof value === 'string' && value.length > MOST_SHOWN
      ? `${value.slice(0, MOST_SHOWN)}…`
      : (value ?? null),
  );
