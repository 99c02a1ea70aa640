import type { InstanceState, ServiceState } from './state.ts';

/**
 * What instances are looked for. One key repeated = OR, different keys = AND, repeated `label` = AND; a leading
 * `!` negates a value, `*` stands at either end of a name, `<` and `>` go before a weight or TTL
 * (console/spec.md §3).
 */
export type InstanceQuery = {
  q?: string;
  namespace?: string[];
  service?: string[];
  host?: string[];
  port?: number[];
  state?: InstanceState[];
  healthy?: boolean;
  isolated?: boolean;
  checked?: boolean;
  /** Instances of which an operator holds a value: only them, or none of them. */
  held?: boolean;
  version?: string[];
  protocol?: string[];
  region?: string[];
  zone?: string[];
  campus?: string[];
  /** '20', '!20', '<50', '>0' */
  weight?: string[];
  /** Seconds, written as `weight` is. */
  ttl?: string[];
  /** 'key:value', '!key:value', 'key:*' */
  label?: string[];
};

export type ServiceQuery = {
  q?: string;
  namespace?: string[];
  state?: ServiceState[];
  department?: string[];
  business?: string[];
  label?: string[];
  host?: string[];
  /** Services without any instance: only them, or none of them. */
  empty?: boolean;
};

export type HostQuery = {
  q?: string;
  namespace?: string[];
  /** Hosts with at least one instance in that state. */
  state?: InstanceState[];
  zone?: string[];
};

export type ClientQuery = {
  q?: string;
  /** Clients that discover it: `name` or `namespace/name`. */
  service?: string[];
  /** Those that do not hold the current revision of something they discover, or those that hold all of it. */
  behind?: boolean;
  sdk?: string[];
  language?: string[];
  version?: string[];
  host?: string[];
  zone?: string[];
};
