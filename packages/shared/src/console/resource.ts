/**
 * Kinds of things that a policy can name, by the names of their lists on the wire and in the order of the form
 * (contract/auth.md §6.1).
 */
export const resourceKinds = [
  'namespaces',
  'services',
  'config_groups',
  'route_rules',
  'ratelimit_rules',
  'circuitbreaker_rules',
  'faultdetect_rules',
  'lane_rules',
  'users',
  'user_groups',
  'roles',
  'auth_policies',
] as const;

export type ResourceKind = (typeof resourceKinds)[number];

/** Names everything of a kind, what comes later included; among functions, every function. */
export const EVERY = '*';
