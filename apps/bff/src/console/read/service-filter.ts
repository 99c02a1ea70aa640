import type { ServiceQuery } from '@cynosure/shared/console/queries.ts';
import { type ServiceState, serviceIsIn, serviceStates } from '@cynosure/shared/console/state.ts';
import type { ServiceEntry } from '../../registry/service-book.ts';
import type { RegistryState } from '../../registry/state.ts';
import { HIDDEN_NAMESPACE } from './hidden.ts';
import { textTest } from './match.ts';

export type ServiceTest = (entry: ServiceEntry) => boolean;

/** Whether a service is one that the query asks for (console/spec.md §3, Services). */
export function serviceTest(state: RegistryState, query: ServiceQuery): ServiceTest {
  const tests: ServiceTest[] = [];
  if (query.namespace === undefined) tests.push(({ service }) => service.namespace !== HIDDEN_NAMESPACE);
  for (const key of ['namespace', 'department', 'business'] as const) {
    const wanted = query[key];
    if (wanted === undefined) continue;
    const test = textTest(wanted);
    tests.push(({ service }) => test(service[key]));
  }
  if (query.q !== undefined) tests.push(freeText(query.q));
  if (query.state !== undefined) tests.push(stateTest(query.state));
  if (query.empty !== undefined) tests.push((entry) => (entry.total === 0) === query.empty);
  for (const label of query.label ?? []) tests.push(labelTest(label));
  if (query.host !== undefined) {
    const onHost = servicesOnHosts(state, query.host);
    tests.push(({ service }) => onHost.has(service.key));
  }
  return (entry) => tests.every((test) => test(entry));
}

/** Every word stands in the name, or the whole is `namespace/name`. */
function freeText(q: string): ServiceTest {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ service }) => {
    const name = service.name.toLowerCase();
    const full = `${service.namespace}/${service.name}`.toLowerCase();
    return words.every((word) => name.includes(word) || full.includes(word));
  };
}

/** Any of the plain ones and none of the negated ones. */
function stateTest(values: readonly string[]): ServiceTest {
  const test = (value: string) => serviceStates.find((one) => one === value);
  const wanted = values.map(test).filter((one): one is ServiceState => one !== undefined);
  const unwanted = values
    .filter((value) => value.startsWith('!'))
    .map((value) => test(value.slice(1)))
    .filter((one): one is ServiceState => one !== undefined);
  return ({ counts }) =>
    (wanted.length === 0 || wanted.some((one) => serviceIsIn(one, counts))) &&
    !unwanted.some((one) => serviceIsIn(one, counts));
}

function labelTest(label: string): ServiceTest {
  const negated = label.startsWith('!');
  const bare = negated ? label.slice(1) : label;
  const colon = bare.indexOf(':');
  const key = bare.slice(0, colon);
  const value = bare.slice(colon + 1);
  const test = value === '*' ? () => true : textTest([value]);
  return ({ service }) => {
    const found = Object.hasOwn(service.metadata, key) ? service.metadata[key] : undefined;
    return (found !== undefined && test(found)) !== negated;
  };
}

function servicesOnHosts(state: RegistryState, hosts: readonly string[]): Set<number> {
  const test = textTest(hosts);
  const { instances: table } = state;
  const keys = new Set<number>();
  for (const [host, number] of table.hosts.entries()) {
    if (!test(host)) continue;
    for (const slot of table.ofHost.of(number)) keys.add(table.service[slot] ?? 0);
  }
  return keys;
}
