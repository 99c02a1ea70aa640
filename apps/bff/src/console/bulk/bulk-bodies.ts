import type { ProblemField } from '@cynosure/shared/console/problem.ts';
import { z } from 'zod';
import type { WantedField } from '../../registry/commands/bulk/bulk-work.ts';
import { fieldProblem } from '../problem.ts';
import { decisions } from '../write/isolation-bodies.ts';
import { isFieldPath, valueProblem } from '../write/json-patch.ts';

const MOST_INSTANCES = 100_000;
const MOST_EDITS = 64;

/** Fields that many instances can be given at once; the others are facts of each one. */
const FOR_MANY = ['/weight', '/ttlSeconds', '/checked', '/labels/'] as const;

const instanceIds = z
  .array(z.string().min(1).max(256))
  .min(1, 'Name at least one instance.')
  .max(MOST_INSTANCES, `At most ${MOST_INSTANCES} instances can be changed at once.`);
const target = z.union(
  [z.strictObject({ selection: z.string().min(1).max(64) }), z.strictObject({ instanceIds })],
  'The target is one of selection and instanceIds.',
);
const edits = z
  .array(z.object({ path: z.string().max(256), value: z.unknown() }), 'edits are the fields to be changed.')
  .min(1, 'Nothing is to be changed.')
  .max(MOST_EDITS, `At most ${MOST_EDITS} fields can be changed at once.`);

export const bulkPreviewBody = z.discriminatedUnion('action', [
  z.object({ action: z.literal('edit'), target, edits }),
  z.object({ action: z.literal('deregister'), target }),
]);

export const bulkBody = z.object({
  previewId: z.string('previewId is missing: a write is previewed first.').min(1),
  expect: z.number().int().min(0),
  reason: z.string().trim().max(256, 'A reason has at most 256 characters.').default(''),
  decisions,
  typed: z.string().max(16).optional(),
});

/** The fields of a bulk edit, or all that is wrong with them. */
export function readWanted(
  given: readonly { readonly path: string; readonly value?: unknown }[],
): { fields: WantedField[] } | { problems: ProblemField[] } {
  const fields = new Map<string, WantedField>();
  const problems: ProblemField[] = [];
  for (const { path, value } of given) {
    if (
      !isFieldPath(path) ||
      !FOR_MANY.some((one) => path === one || (one.endsWith('/') && path.startsWith(one)))
    )
      problems.push(fieldProblem(path, `${path} cannot be changed for many at once.`));
    else if (path.startsWith('/labels/') && value === null) fields.set(path, { path, value });
    else {
      const problem = valueProblem(path, value);
      if (problem === null) fields.set(path, { path, value });
      else problems.push(problem);
    }
  }
  return problems.length > 0 ? { problems } : { fields: [...fields.values()] };
}
