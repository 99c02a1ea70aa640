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
  const distinct = new Map(
    changes.flatMap(changedMembers).map((one) => [JSON.stringify([one.path, one.before, one.after]), one]),
  );
  const [first] = distinct.values();
  if (first === undefined) return say('undidOperation', { target, instances });
  const paths = new Set([...distinct.values()].map(({ path }) => path));
  const more = paths.size - 1;
  const { path } = first;
  // Several instances may have lost different values of one field.
  if ([...distinct.values()].some((one) => one !== first && one.path === path))
    return say('undidFields', { target, path, more });
  const [before, after] = [shown(first.before), shown(first.after)];
  return say('undidChange', { target, path, before, after, more });
}

/** As JSON, so that the reader can tell a number from a text and nothing from ''. */
const shown = (value: unknown): string =>
  JSON.stringify(
    typeof value === 'string' && value.length > MOST_SHOWN
      ? `${value.slice(0, MOST_SHOWN)}…`
      : (value ?? null),
  );
