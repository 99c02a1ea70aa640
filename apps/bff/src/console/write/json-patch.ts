import type { ProblemField } from '@cynosure/shared/console/problem.ts';
import { z } from 'zod';
import type { FieldEdit } from '../../registry/commands/edit-instance.ts';
import { type FieldPath, labelOf } from '../../registry/instance-fields.ts';
import { fieldProblem } from '../problem.ts';

const MOST_OPERATIONS = 200;
const MOST_LABELS = 64;

const operation = z.discriminatedUnion('op', [
  z.object({ op: z.literal('test'), path: z.string().max(256), value: z.unknown() }),
  z.object({ op: z.enum(['add', 'replace']), path: z.string().max(256), value: z.unknown() }),
  z.object({ op: z.literal('remove'), path: z.string().max(256) }),
]);

export const jsonPatch = z
  .array(operation, 'The body is a JSON Patch: an array of operations.')
  .min(1, 'Nothing is to be changed.')
  .max(MOST_OPERATIONS);

const text = (most: number) => z.string().max(most, `At most ${most} characters.`);
const labelText = text(4096);

/** What each field takes (console/spec.md §7). */
const FIELDS: Readonly<Record<string, z.ZodType>> = {
  '/weight': z.number().int().min(0, 'A weight is 0 to 10,000.').max(10_000, 'A weight is 0 to 10,000.'),
  '/priority': z.number().int().min(0, 'A priority is 0 or more.').max(0x7fff_ffff),
  '/protocol': text(128),
  '/version': text(128),
  '/healthy': z.boolean(),
  '/checked': z.boolean(),
  '/ttlSeconds': z.number().int().min(1, 'A TTL is 1 to 60 seconds.').max(60, 'A TTL is 1 to 60 seconds.'),
  '/location/region': text(128),
  '/location/zone': text(128),
  '/location/campus': text(128),
};

/**
 * Reads a JSON Patch of single fields: every changed path has a `test` before it, and null there means that
 * the label must be absent (console/data-shapes.md §6). Answers the edits, or all that is wrong.
 */
export function readEdits(
  patch: z.output<typeof jsonPatch>,
): { edits: FieldEdit[] } | { fields: ProblemField[] } {
  const seen = new Map<string, unknown>();
  const edits = new Map<string, FieldEdit>();
  const fields: ProblemField[] = [];
  for (const one of patch) {
    const { path } = one;
    if (!isFieldPath(path)) {
      fields.push(fieldProblem(path, `${path} cannot be edited.`));
    } else if (one.op === 'test') {
      seen.set(path, one.value);
    } else if (!seen.has(path)) {
      fields.push(fieldProblem(path, `${path} needs a test before it, with the value that you saw.`));
    } else if (one.op === 'remove') {
      if (path.startsWith('/labels/')) edits.set(path, { path, seen: seen.get(path), value: null });
      else fields.push(fieldProblem(path, `${path} cannot be removed.`));
    } else {
      const problem = valueProblem(path, one.value);
      if (problem === null) edits.set(path, { path, seen: seen.get(path), value: one.value });
      else fields.push(problem);
    }
  }
  if (fields.length > 0) return { fields };
  if (edits.size === 0) return { fields: [fieldProblem('', 'Nothing is to be changed.')] };
  return { edits: [...edits.values()] };
}

export function isFieldPath(path: string): path is FieldPath {
  if (Object.hasOwn(FIELDS, path)) return true;
  const key = path.startsWith('/labels/') ? path.slice('/labels/'.length) : '';
  return key !== '' && !key.includes('/');
}

/** What is wrong with a value for a field; null = it can have it. */
export function valueProblem(path: FieldPath, value: unknown): ProblemField | null {
  if (path.startsWith('/labels/')) {
    const key = labelOf(path);
    if (key.length > 128) return fieldProblem(path, 'The key of a label has at most 128 characters.');
    if (key.startsWith('internal-'))
      return fieldProblem(path, 'Labels that begin with internal- belong to the registry.');
    return labelText.safeParse(value).success
      ? null
      : fieldProblem(path, 'The value of a label is a text of at most 4,096 characters.');
  }
  const read = FIELDS[path]?.safeParse(value);
  if (read === undefined || read.success) return null;
  return fieldProblem(path, read.error.issues[0]?.message ?? 'This value is not possible.');
}

/** More labels than an instance may carry, after the edits. */
export function tooManyLabels(
  labels: Readonly<Record<string, string>>,
  edits: readonly FieldEdit[],
): ProblemField | null {
  const keys = new Set(Object.keys(labels));
  for (const { path, value } of edits) {
    if (!path.startsWith('/labels/')) continue;
    if (value === null) keys.delete(labelOf(path));
    else keys.add(labelOf(path));
  }
  return keys.size > MOST_LABELS
    ? fieldProblem('/labels', `An instance has at most ${MOST_LABELS} labels.`)
    : null;
}
