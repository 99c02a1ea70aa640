import { EVERY, type ResourceKind, resourceKinds } from '@cynosure/shared/console/resource.ts';
import type { JsonObject } from '../registry/changes.ts';
import type { RegistryState } from '../registry/state.ts';
import type { Ref } from './resource.ts';

export type PolicyAction = 'ONLY_READ' | 'READ_WRITE' | 'ALLOW' | 'DENY';

/** A label that things must have; several must all fit (contract/auth.md §6.1). */
export type LabelRule = {
  readonly key: string;
  readonly value: string;
  /** `string_equal`, `string_not_equal`, with `_ignore_case` behind or `for_any_value:` before it. */
  readonly compareType: string;
};

export type PolicyResources = Readonly<Partial<Record<ResourceKind, readonly string[]>>>;

/** Who may do which functions with what (record kind `policy`, key = id). The reference calls it a strategy. */
export type Policy = {
  readonly id: string;
  readonly name: string;
  /** Id of the main account. */
  readonly owner: string;
  readonly action: PolicyAction;
  readonly comment: string;
  /** Made with a user or group; goes with it, and holds what was granted to it one by one. */
  readonly isDefault: boolean;
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly resources: PolicyResources;
  /** Names and patterns; none = every function. */
  readonly functions: readonly string[];
  readonly labels: readonly LabelRule[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly source: string;
  /** Epoch seconds. */
  readonly ctime: number;
  readonly mtime: number;
};

// Records of this kind are written by access/ alone, always from a Policy.
const asPolicy = (value: JsonObject): Policy => value as Policy;

export const policyById = (state: RegistryState, id: string): Policy | undefined => {
  const value = state.kept.policy.get(id);
  return value === undefined ? undefined : asPolicy(value);
};

export function* allPolicies(state: RegistryState): Generator<Policy> {
  for (const value of state.kept.policy.values()) yield asPolicy(value);
}

/** ONLY_READ grants nothing (contract/auth.md §7.1). */
export const grants = ({ action }: Policy): boolean => action === 'READ_WRITE' || action === 'ALLOW';

export const isDeny = ({ action }: Policy): boolean => action === 'DENY';

/** Whether a list of functions names one: itself, `prefix*`, `*suffix`, `*part*` or `*`; an empty one names all. */
export const namesFunction = (functions: readonly string[], name: string): boolean =>
  functions.length === 0 || functions.some((pattern) => fitsPattern(pattern, name));

function fitsPattern(pattern: string, name: string): boolean {
  const open = pattern.startsWith('*');
  const close = pattern.length > 1 && pattern.endsWith('*');
  const core = pattern.slice(open ? 1 : 0, close ? -1 : undefined);
  if (open && close) return name.includes(core);
  if (open) return name.endsWith(core);
  return close ? name.startsWith(core) : name === pattern;
}

/** Whether a policy names a thing: by id, by `*`, or by labels that all fit. */
export const namesThing = (policy: Policy, ref: Ref): boolean =>
  isListed(policy, ref.kind, ref.id) || hasLabels(policy, ref);

/** By id or by `*`. */
export function isListed({ resources }: Policy, kind: ResourceKind, id: string): boolean {
  const ids = resources[kind] ?? [];
  return ids.includes(EVERY) || ids.includes(id);
}

export const namesEvery = ({ resources }: Policy, kind: ResourceKind): boolean =>
  resources[kind]?.includes(EVERY) ?? false;

/** Whether it names any thing of a kind; a rule of labels may fit things of every kind. */
export const namesSome = ({ resources, labels }: Policy, kind: ResourceKind): boolean =>
  (resources[kind]?.length ?? 0) > 0 || labels.length > 0;

/** Whether it names everything there is. */
export const namesAll = (policy: Policy): boolean => resourceKinds.every((kind) => namesEvery(policy, kind));

/** Whether it names no thing at all, but functions only. */
export const namesNothing = ({ resources, labels }: Policy): boolean =>
  labels.length === 0 && resourceKinds.every((kind) => (resources[kind]?.length ?? 0) === 0);

const FOR_ANY_VALUE = 'for_any_value:';

function hasLabels({ labels }: Policy, ref: Ref): boolean {
  const has = ref.labels;
  return labels.length > 0 && has !== undefined && labels.every((rule) => fitsLabel(rule, has));
}

function fitsLabel({ key, value, compareType }: LabelRule, labels: NonNullable<Ref['labels']>): boolean {
  const given = Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (given === undefined) return false;
  const how = compareType.startsWith(FOR_ANY_VALUE) ? compareType.slice(FOR_ANY_VALUE.length) : compareType;
  switch (how) {
    case 'string_equal':
      return given === value;
    case 'string_not_equal':
      return given !== value;
    case 'string_equal_ignore_case':
      return given.toLowerCase() === value.toLowerCase();
    case 'string_not_equal_ignore_case':
      return given.toLowerCase() !== value.toLowerCase();
    default:
      return false;
  }
}
