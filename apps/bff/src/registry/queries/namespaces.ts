import type { Namespace } from '../model.ts';
import { ServiceEntry } from '../service-book.ts';
import type { RegistryState } from '../state.ts';
import { newestFirst, type Page, pageOf } from './newest-first.ts';
import { nameTest } from './wildcard.ts';

/** Filters of the namespace list; several values of one are alternatives (contract/http-naming.md §2). */
export interface NamespaceQuery {
  readonly names: readonly string[];
  readonly owners: readonly string[];
  /** Which of them may be shown; absent = all. */
  readonly maySee?: (namespace: string) => boolean;
  readonly offset: number;
  /** 0 = all. */
  readonly limit: number;
}

/** What is counted over the services of a namespace; aliases do not count. */
export interface NamespaceCounts {
  readonly services: number;
  readonly instances: number;
  /** Healthy and not isolated. */
  readonly callable: number;
}

export function listNamespaces(state: RegistryState, query: NamespaceQuery): Page<Namespace> {
  const fitsName = anyOf(query.names);
  const fitsOwner = anyOf(query.owners);
  const found = [...state.services.namespaces.values()].filter(
    (one) => fitsName(one.name) && fitsOwner(one.owners) && (query.maySee?.(one.name) ?? true),
  );
  const limit = query.limit === 0 ? found.length : query.limit;
  return pageOf(
    newestFirst(found, (one) => one.name),
    query.offset,
    limit,
  );
}

export function countsOfNamespace(state: RegistryState, namespace: string): NamespaceCounts {
  const counts = { services: 0, instances: 0, callable: 0 };
  for (const entry of state.services.namesIn(namespace).values()) {
    if (!(entry instanceof ServiceEntry)) continue;
    counts.services += 1;
    counts.instances += entry.total;
    counts.callable += entry.callable;
  }
  return counts;
}

function anyOf(patterns: readonly string[]): (text: string) => boolean {
  const tests = patterns.map(nameTest);
  return (text) => tests.length === 0 || tests.some((fits) => fits(text));
}
