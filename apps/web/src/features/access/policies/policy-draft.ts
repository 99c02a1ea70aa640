import type { NewPolicy, PolicyRow } from '@cynosure/shared/console/access.ts';
import { EVERY, resourceKinds } from '@cynosure/shared/console/resource.ts';

/** Whether a policy is about every function: it names none, or all by one word. */
export const isEveryFunction = (functions: readonly string[]): boolean =>
  functions.length === 0 || functions.includes(EVERY);

/** What the form holds. A kind that is absent is not named; one that is empty is about to be. */
export type PolicyDraft = Required<
  Pick<NewPolicy, 'comment' | 'users' | 'groups' | 'roles' | 'functions' | 'labels'>
> & {
  effect: NewPolicy['effect'];
  resources: NonNullable<NewPolicy['resources']>;
};

const ids = (of: readonly { id: string }[]): string[] => of.map(({ id }) => id);

export const draftOf = (policy: PolicyRow | undefined): PolicyDraft => ({
  effect: policy?.effect === 'deny' ? 'deny' : 'allow',
  comment: policy?.comment ?? '',
  users: ids(policy?.users ?? []),
  groups: ids(policy?.groups ?? []),
  roles: ids(policy?.roles ?? []),
  functions: [...(policy?.functions ?? [])],
  labels: (policy?.labels ?? []).map((label) => ({ ...label })),
  resources: Object.fromEntries(
    resourceKinds.flatMap((kind) => {
      const named = policy?.resources[kind];
      return named ? [[kind, ids(named)]] : [];
    }),
  ),
});

/** As it is sent: every kind, so that what was taken out is taken out. */
export const resourcesOf = ({ resources }: PolicyDraft): PolicyDraft['resources'] =>
  Object.fromEntries(resourceKinds.map((kind) => [kind, resources[kind] ?? []]));

/** How the label of a thing may be compared (contract/auth.md §6.1), the usual ones first. */
export const comparisons = [
  'string_equal',
  'string_not_equal',
  'string_equal_ignore_case',
  'string_not_equal_ignore_case',
] as const;
export type Comparison = (typeof comparisons)[number];

const FOR_ANY_VALUE = 'for_any_value:';

/** The comparison behind its name; one label has one value, so the prefix says nothing more. */
export const comparisonOf = (compareType: string): Comparison | undefined =>
  comparisons.find((one) => compareType === one || compareType === `${FOR_ANY_VALUE}${one}`);

/** Without lines that were never filled in. */
export const labelsOf = ({ labels }: PolicyDraft): PolicyDraft['labels'] =>
  labels.flatMap(({ key, ...rest }) =>
    key.trim() === '' && rest.value === '' ? [] : [{ key: key.trim(), ...rest }],
  );

/** Place of the first line that has a value and no key. */
export const keylessLabel = ({ labels }: PolicyDraft): number | undefined => {
  const place = labels.findIndex(({ key, value }) => key.trim() === '' && value !== '');
  return place === -1 ? undefined : place;
};

/** What would keep the policy from doing anything. */
export function emptiness(draft: PolicyDraft): 'nobody' | 'nothing' | undefined {
  if (draft.users.length + draft.groups.length + draft.roles.length === 0) return 'nobody';
  const namesThings = Object.values(draft.resources).some((named) => named.length > 0);
  return namesThings || labelsOf(draft).length > 0 ? undefined : 'nothing';
}
