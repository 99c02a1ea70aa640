import { resourceKinds } from '@cynosure/shared/console/resource.ts';
import { z } from 'zod';
import {
  ALLOWED_NAME,
  ALLOWED_PASSWORD,
  hasPasswordLength,
  isAccountName,
} from '../../access/account-rules.ts';

const MOST_NAMED = 10_000;
const MOST_NAMESPACES = 500;
const MOST_FUNCTIONS = 500;
const MOST_LABELS = 64;

const accountName = z.string('The name is missing.').refine(isAccountName, `A name must be ${ALLOWED_NAME}.`);
const groupName = z
  .string('The name is missing.')
  .trim()
  .min(1, 'The name is missing.')
  .max(128, 'A name has at most 128 characters.')
  .regex(/^\P{Cc}*$/u, 'A name has no control characters.');
const comment = z.string().max(1024, 'A comment has at most 1024 characters.');
const password = z
  .string('The password is missing.')
  .refine(hasPasswordLength, `A password must be ${ALLOWED_PASSWORD}.`);
const role = z.enum(['viewer', 'operator', 'owner'], 'A role is viewer, operator or owner.');
const id = z.string().min(1).max(128);
const ids = z.array(id).max(MOST_NAMED, `At most ${MOST_NAMED} can be named.`);

const held = {
  role: role.nullable().optional(),
  namespaceRoles: z
    .array(z.object({ namespace: id, role }))
    .max(MOST_NAMESPACES, `At most ${MOST_NAMESPACES} namespaces can be named.`)
    .refine(
      (list) => new Set(list.map(({ namespace }) => namespace)).size === list.length,
      'A namespace is named twice.',
    )
    .optional(),
};

export const newUserBody = z.object({ name: accountName, password, comment: comment.default(''), ...held });
export const editUserBody = z.strictObject({ comment: comment.optional(), ...held });
export const passwordBody = z.object({ password, current: z.string().max(1024).optional() });
export const tokenBody = z.object({ change: z.enum(['renew', 'on', 'off'], 'Say renew, on or off.') });
export const typedBody = z.object({ typed: z.string().max(256).default('') });

export const newGroupBody = z.object({
  name: groupName,
  comment: comment.default(''),
  users: ids.default([]),
  ...held,
});
export const editGroupBody = z.strictObject({
  comment: comment.optional(),
  users: ids.optional(),
  ...held,
});

export const newRoleBody = z.object({
  name: accountName,
  comment: comment.default(''),
  users: ids.default([]),
  groups: ids.default([]),
});
export const editRoleBody = z.strictObject({
  comment: comment.optional(),
  users: ids.optional(),
  groups: ids.optional(),
});

const functionName = z
  .string()
  .regex(/^\*?[A-Za-z]*\*?$/, 'A function is a name, with a star at its beginning or end.')
  .min(1)
  .max(64);
const label = z.object({
  key: z.string().min(1).max(128),
  value: z.string().max(4096),
  compareType: z.enum(
    [
      'string_equal',
      'string_not_equal',
      'string_equal_ignore_case',
      'string_not_equal_ignore_case',
      'for_any_value:string_equal',
      'for_any_value:string_not_equal',
      'for_any_value:string_equal_ignore_case',
      'for_any_value:string_not_equal_ignore_case',
    ],
    'A label is compared as equal or not equal, with or without regard to letter case.',
  ),
});

const policyMembers = {
  comment: comment.optional(),
  users: ids.optional(),
  groups: ids.optional(),
  roles: ids.optional(),
  resources: z.partialRecord(z.enum(resourceKinds, 'There is no such kind of thing.'), ids).optional(),
  functions: z
    .array(functionName)
    .max(MOST_FUNCTIONS, `At most ${MOST_FUNCTIONS} functions can be named.`)
    .optional(),
  labels: z.array(label).max(MOST_LABELS, `At most ${MOST_LABELS} labels can be named.`).optional(),
};
export const newPolicyBody = z.object({
  name: accountName,
  effect: z.enum(['allow', 'deny'], 'A policy allows or denies.'),
  ...policyMembers,
});
export const editPolicyBody = z.strictObject({ name: accountName.optional(), ...policyMembers });

const who = z.object({ kind: z.enum(['user', 'group']), id });
export const tryBody = z.object({
  who,
  function: z.string().max(64),
  resource: z
    .object({
      kind: z.enum(resourceKinds, 'There is no such kind of thing.'),
      id: id.optional(),
      namespace: id.optional(),
      service: id.optional(),
    })
    .optional(),
});

export const newTokenBody = z.object({
  name: groupName,
  holder: who,
  endsAt: z.number().int().nullable(),
});

export const sdkBody = z.object({
  clientOpen: z.boolean().optional(),
  closedNamespaces: ids.optional(),
});

export const endOthersBody = z.object({ user: z.string().max(64).optional() });
