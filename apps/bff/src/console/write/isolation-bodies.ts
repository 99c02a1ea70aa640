import type { ProblemField } from '@cynosure/shared/console/problem.ts';
import { SHORTEST_REASON } from '@cynosure/shared/console/reason.ts';
import { z } from 'zod';
import { fieldProblem, invalidFields, type Refused } from '../problem.ts';

const MOST_HOSTS = 50;
const MOST_INSTANCES = 100_000;
const MINUTE_MS = 60_000;
const MOST_MS = 30 * 24 * 60 * 60 * 1000;

const name = z.string().min(1).max(128);
const host = z.string().trim().min(1, 'A host is empty.').max(255, 'A host has at most 255 characters.');
const hosts = z
  .array(host)
  .min(1, 'Name at least one host.')
  .max(MOST_HOSTS, `At most ${MOST_HOSTS} hosts can be isolated at once.`);
const instanceIds = z
  .array(z.string().min(1).max(256))
  .min(1, 'Name at least one instance.')
  .max(MOST_INSTANCES, `At most ${MOST_INSTANCES} instances can be isolated at once.`);
const previewId = z.string('previewId is missing: a write is previewed first.').min(1);
export const reason = z
  .string('Say why, so that others know.')
  .trim()
  .min(SHORTEST_REASON, 'Say why, so that others know: 3 to 256 characters.')
  .max(256, 'A reason has at most 256 characters.');
const ticketText = z.string().trim().max(128, 'A ticket has at most 128 characters.');
const ticket = ticketText.default('');
const ends = {
  endsAt: z.number().int().nullable().optional(),
  durationSeconds: z
    .number()
    .int()
    .min(60, 'An isolation lasts at least 60 s.')
    .max(MOST_MS / 1000, 'An isolation lasts at most 30 days.')
    .optional(),
};

export const decisions = z
  .array(
    z.object({
      namespace: name,
      service: name,
      decision: z.enum(['leave', 'override']),
      typed: z.string().max(128).optional(),
    }),
  )
  .max(10_000)
  .default([]);

export const previewBody = z.object({
  action: z.enum(['isolate', 'end']),
  target: z.union(
    [
      z.strictObject({ hosts }),
      z.strictObject({ selection: z.string().min(1).max(64) }),
      z.strictObject({ instanceIds }),
      z.strictObject({ isolationId: z.string().min(1).max(64) }),
    ],
    'The target is one of hosts, selection, instanceIds and isolationId.',
  ),
});
export const isolateBody = z.object({ previewId, reason, ticket, ...ends, decisions });
export const endBody = z.object({ previewId, reason: z.string().trim().max(256).default('') });
export const undoBody = z.object({ previewId, reason: z.string().trim().max(256).default(''), decisions });
export const aheadBody = z.object({ hosts, reason, ticket, ...ends });
export const driftBody = z.object({ instanceIds, previewId: z.string().min(1).optional() });
export const patchBody = z
  .strictObject({
    endsAt: z.number().int().nullable().optional(),
    reason: reason.optional(),
    ticket: ticketText.optional(),
  })
  .refine(
    (patch) => Object.keys(patch).length > 0,
    'Nothing is to be changed: give endsAt, reason or ticket.',
  );

/** The body as its schema has it, or all that is wrong with it (422). */
export function readBody<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): { value: z.output<Schema> } | Refused {
  const read = schema.safeParse(body ?? {});
  if (read.success) return { value: read.data };
  return invalidFields(read.error.issues.map(({ path, message }) => fieldProblem(pathText(path), message)));
}

/** `decisions[0].typed` */
const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');

/** Without the members that are there and undefined. */
export const plainDecision = ({
  namespace,
  service,
  decision,
  typed,
}: {
  namespace: string;
  service: string;
  decision: 'leave' | 'override';
  typed?: string | undefined;
}) => ({ namespace, service, decision, ...(typed === undefined ? {} : { typed }) });

/** When it ends: epoch ms, or null for by hand. */
export function endOf(
  { endsAt, durationSeconds }: { endsAt?: number | null | undefined; durationSeconds?: number | undefined },
  wallMs: number,
): { value: number | null } | ProblemField {
  if (durationSeconds !== undefined) {
    if (endsAt !== undefined && endsAt !== null)
      return fieldProblem('endsAt', 'Give endsAt or durationSeconds, not both.');
    return { value: wallMs + durationSeconds * 1000 };
  }
  if (endsAt === undefined || endsAt === null) return { value: null };
  // A minute less a little: the request was on its way.
  if (endsAt < wallMs + MINUTE_MS - 5_000)
    return fieldProblem('endsAt', 'The end must be at least 60 s from now.');
  if (endsAt > wallMs + MOST_MS) return fieldProblem('endsAt', 'The end may be 30 days from now at most.');
  return { value: endsAt };
}
