import type { ClientQuery, HostQuery, InstanceQuery, ServiceQuery } from './queries.ts';
import { instanceStates, serviceStates } from './state.ts';

/** How the values of one filter are written and checked. */
export type FilterKind =
  | { kind: 'name' }
  | { kind: 'word'; words: readonly string[] }
  | { kind: 'flag' }
  | { kind: 'port' }
  | { kind: 'number' }
  | { kind: 'label' };

/** Filter name → kind. The order is the order of filters in addresses and texts. `q` is free text, always allowed. */
export type FilterFields<Query> = { [Name in Exclude<keyof Query, 'q'> & string]-?: FilterKind };

const name: FilterKind = { kind: 'name' };
const flag: FilterKind = { kind: 'flag' };
const amount: FilterKind = { kind: 'number' };
const label: FilterKind = { kind: 'label' };

export const instanceFilters: FilterFields<InstanceQuery> = {
  namespace: name,
  service: name,
  host: name,
  port: { kind: 'port' },
  state: { kind: 'word', words: instanceStates },
  healthy: flag,
  isolated: flag,
  checked: flag,
  held: flag,
  version: name,
  protocol: name,
  region: name,
  zone: name,
  campus: name,
  weight: amount,
  ttl: amount,
  label,
};

export const serviceFilters: FilterFields<ServiceQuery> = {
  namespace: name,
  state: { kind: 'word', words: serviceStates },
  department: name,
  business: name,
  label,
  host: name,
  empty: flag,
};

export const hostFilters: FilterFields<HostQuery> = {
  namespace: name,
  state: { kind: 'word', words: instanceStates },
  zone: name,
};

export const clientFilters: FilterFields<ClientQuery> = {
  service: name,
  behind: flag,
  sdk: name,
  language: name,
  version: name,
  host: name,
  zone: name,
};

const MOST_CHARACTERS = 256;
const NUMBER = /^!?[<>]?\d{1,9}$/;
const LABEL = /^!?[^:]+:.*$/s;

/** The value as it is kept, or undefined where it cannot be one of this kind. */
export function readFilterValue(kind: FilterKind, text: string): string | number | boolean | undefined {
  const bare = text.startsWith('!') ? text.slice(1) : text;
  if (bare === '' || text.length > MOST_CHARACTERS) return undefined;
  switch (kind.kind) {
    case 'name':
      return text;
    case 'word':
      return kind.words.includes(bare) ? text : undefined;
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'port':
      return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
    case 'number':
      return NUMBER.test(text) ? text : undefined;
    case 'label':
      return LABEL.test(text) ? text : undefined;
  }
}
