import type { Alias, Service } from '../model.ts';
import type { ServiceEntry } from '../service-book.ts';
import type { RegistryState } from '../state.ts';
import { newestFirst, type Page, pageOf } from './newest-first.ts';

/** Filters of the alias list, all exact; absent = any (contract/http-naming.md §4). */
export interface AliasQuery {
  readonly alias?: string | undefined;
  readonly aliasNamespace?: string | undefined;
  readonly service?: string | undefined;
  readonly namespace?: string | undefined;
  readonly owner?: string | undefined;
  /** Of which services aliases may be shown; absent = of all. */
  readonly maySee?: ((entry: ServiceEntry) => boolean) | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** An alias beside the service that it points to. */
export interface AliasRow {
  readonly alias: Alias;
  readonly source: Service;
  readonly mtime: number;
}

export function listAliases(state: RegistryState, query: AliasQuery): Page<AliasRow> {
  const rows: AliasRow[] = [];
  for (const alias of state.services.aliases()) {
    const entry = state.services.byKey(alias.target);
    if (entry === undefined || !fits(query, alias, entry.service)) continue;
    if (query.maySee?.(entry) ?? true) rows.push({ alias, source: entry.service, mtime: alias.mtime });
  }
  return pageOf(
    newestFirst(rows, ({ alias }) => alias.id),
    query.offset,
    query.limit,
  );
}

function fits(query: AliasQuery, alias: Alias, source: Service): boolean {
  const isSame = (wanted: string | undefined, value: string) => wanted === undefined || wanted === value;
  return (
    isSame(query.alias, alias.name) &&
    isSame(query.aliasNamespace, alias.namespace) &&
    isSame(query.service, source.name) &&
    isSame(query.namespace, source.namespace) &&
    isSame(query.owner, alias.owners)
  );
}
