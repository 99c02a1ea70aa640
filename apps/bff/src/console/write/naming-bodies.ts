import { z } from 'zod';

const ALLOWED_NAME = /^[0-9A-Za-z\-.:_/]+$/;
const MOST_EXPORTS = 200;
const MOST_LABELS = 64;

const named = (what: string, longest: number) =>
  z
    .string(`The ${what} is missing.`)
    .min(1, `The ${what} is missing.`)
    .max(longest, `A ${what} has at most ${longest} characters.`)
    .regex(ALLOWED_NAME, `A ${what} has letters, digits and - . / : _ only.`);
const text = (what: string, longest: number) =>
  z.string().max(longest, `${what} has at most ${longest} characters.`);

export const namespaceName = named('namespace', 64);
export const serviceName = named('service', 128);
const comment = text('A comment', 1024);
const exportTo = z
  .array(z.union([z.literal('*'), namespaceName]))
  .max(MOST_EXPORTS, `At most ${MOST_EXPORTS} namespaces can be named.`);
const labels = z
  .record(
    z.string().min(1, 'A label has a key.').max(128, 'The key of a label has at most 128 characters.'),
    z.string().max(4096, 'The value of a label has at most 4096 characters.'),
  )
  .refine((map) => Object.keys(map).length <= MOST_LABELS, `At most ${MOST_LABELS} labels.`);
export const guardRule = z.object({
  warnBelowShare: z.number().min(0, 'A share is 0 to 1.').max(1, 'A share is 0 to 1.'),
  warnZoneEmptied: z.boolean(),
});

const serviceFields = {
  department: text('A department', 1024).optional(),
  business: text('A business', 128).optional(),
  comment: comment.optional(),
  labels: labels.optional(),
  exportTo: exportTo.optional(),
  guard: guardRule.nullable().optional(),
};
export const newServiceBody = z.object({ namespace: namespaceName, service: serviceName, ...serviceFields });
export const editServiceBody = z.object(serviceFields);
export const newNamespaceBody = z.object({
  name: named('name', 64),
  comment: comment.default(''),
  exportTo: exportTo.default([]),
});
export const editNamespaceBody = z.object({ comment: comment.optional(), exportTo: exportTo.optional() });

export const typedBody = z.object({ typed: z.string().max(256).default('') });
export const tokenBody = z.object({ change: z.enum(['renew', 'show'], 'It is renew or show.') });

const target = z.object({ namespace: namespaceName, service: serviceName }, 'Name the service it points to.');
export const aliasName = z.object({ namespace: namespaceName, alias: serviceName });
export const newAliasBody = aliasName.extend({ target, comment: comment.default('') });
export const editAliasBody = z.object({ target: target.optional(), comment: comment.optional() });

const MOST_AT_ONCE = 100;
export const registerBody = z
  .object({
    namespace: namespaceName,
    service: serviceName,
    hosts: z
      .array(z.string().trim().min(1, 'A host is empty.').max(128, 'A host has at most 128 characters.'))
      .min(1, 'Name at least one host.')
      .max(MOST_AT_ONCE, `At most ${MOST_AT_ONCE} hosts at once.`),
    ports: z
      .array(z.number().int().min(0).max(65_535, 'A port is at most 65535.'))
      .min(1, 'Name at least one port.')
      .max(MOST_AT_ONCE, `At most ${MOST_AT_ONCE} ports at once.`),
    weight: z.number().int().min(0).max(10_000, 'A weight is 0 to 10,000.').optional(),
    protocol: text('A protocol', 32).optional(),
    version: text('A version', 32).optional(),
    region: text('A region', 128).optional(),
    zone: text('A zone', 128).optional(),
    campus: text('A campus', 128).optional(),
    labels: labels.optional(),
    ttlSeconds: z.number().int().min(1, 'A TTL is 1 to 60 s.').max(60, 'A TTL is 1 to 60 s.').nullish(),
    isolated: z.boolean().optional(),
  })
  .refine(({ hosts, ports }) => new Set(hosts).size * new Set(ports).size <= MOST_AT_ONCE, {
    path: ['hosts'],
    message: `Hosts times ports may be ${MOST_AT_ONCE} at most.`,
  });
