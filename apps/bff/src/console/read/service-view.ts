import { hash } from 'node:crypto';
import type { Guard, Service, ServiceRow } from '@cynosure/shared/console/service.ts';
import type { Rights } from '../../access/rights.ts';
import { guardKey, guardOf, ownGuard } from '../../registry/guard.ts';
import type { Service as DomainService } from '../../registry/model.ts';
import type { ServiceEntry } from '../../registry/service-book.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { Uptake } from '../../registry/uptake.ts';
import type { History } from '../history.ts';
import { shownChangeAt } from './instance-times.ts';
import { compareNaturally } from './natural-order.ts';
import { serviceMay } from './service-may.ts';

/** The rule that holds for a service, and from where. */
function guardView(state: RegistryState, service: DomainService): Guard {
  const { warnBelowShare, warnZoneEmptied, from } = guardOf(state, service);
  return { stopAtHealthy: 0, warnBelowShare, warnZoneEmptied, from };
}

/** Of all that the form of a service can change, and of when. */
export function serviceEditRevision(state: RegistryState, service: DomainService): string {
  const { metadata, business, department, comment, exportTo, owners, mtime } = service;
  const guard = ownGuard(state, guardKey.service(service)) ?? null;
  const parts = [
    Object.entries(metadata).sort(),
    business,
    department,
    comment,
    exportTo,
    owners,
    mtime,
    guard,
  ];
  return hash('sha1', JSON.stringify(parts)).slice(0, 16);
}

/** What is counted over the instances of a service; kept until a Discover of it would see a change. */
interface Spread {
  readonly at: number;
  readonly zones: readonly string[];
  /** Commonest first. */
  readonly versions: readonly { readonly value: string; readonly count: number }[];
  /** Epoch ms. */
  readonly changedAt: number;
}

/** Makes rows of services; remembers the spread over zones and versions until it changes. */
export class ServiceViews {
  readonly #state: RegistryState;
  readonly #uptake: Uptake;
  readonly #history: Pick<History, 'lately'>;
  readonly #spreads = new WeakMap<ServiceEntry, Spread>();

  constructor(state: RegistryState, uptake: Uptake, history: Pick<History, 'lately'>) {
    this.#state = state;
    this.#uptake = uptake;
    this.#history = history;
  }

  row(entry: ServiceEntry): ServiceRow {
    const { service, counts } = entry;
    const spread = this.spreadOf(entry);
    return {
      id: service.id,
      namespace: service.namespace,
      service: service.name,
      counts: { ...counts },
      zones: [...spread.zones],
      versions: [...spread.versions],
      labels: { ...service.metadata },
      department: service.department,
      business: service.business,
      comment: service.comment,
      clients: this.#uptake.countOf(service.key),
      guard: guardView(this.#state, service),
      revision: service.revision,
      instanceRevision: entry.instanceRevision,
      changedAt: spread.changedAt,
      may: {},
    };
  }

  /** One service in full. `aliasOf` where it was asked for by another name. */
  full(entry: ServiceEntry, rights: Rights, aliasOf?: { namespace: string; service: string }): Service {
    const { service } = entry;
    const holdTheCurrent = this.#uptake
      .ofService(service.key)
      .filter(({ holdings }) => (holdings.get(service.key)?.heldTo ?? 0) >= entry.changedAt);
    return {
      ...this.row(entry),
      createdAt: service.ctime * 1000,
      owners: service.owners,
      exportTo: [...service.exportTo],
      lane: this.#history.lately(service.namespace, service.name),
      clientsUpToDate: holdTheCurrent.length,
      editRevision: serviceEditRevision(this.#state, service),
      blockers: { instances: entry.total, aliases: entry.aliases.size },
      may: serviceMay(rights, entry),
      ...(aliasOf === undefined ? {} : { aliasOf }),
    };
  }

  spreadOf(entry: ServiceEntry): Spread {
    const known = this.#spreads.get(entry);
    if (known !== undefined && known.at === entry.changedAt) return known;
    const { instances: table } = this.#state;
    const zones = new Set<string>();
    const versions = new Map<string, number>();
    let changedAt = entry.service.mtime * 1000;
    for (const slot of table.ofService.of(entry.service.key)) {
      const zone = table.zoneOf(slot);
      const version = table.versionOf(slot);
      if (zone !== '') zones.add(zone);
      if (version !== '') versions.set(version, (versions.get(version) ?? 0) + 1);
      changedAt = Math.max(changedAt, shownChangeAt(this.#state, slot));
    }
    const spread: Spread = {
      at: entry.changedAt,
      zones: [...zones].sort(compareNaturally),
      versions: [...versions]
        .map(([value, count]) => ({ value, count }))
        .sort((a, b) => b.count - a.count || compareNaturally(b.value, a.value)),
      changedAt,
    };
    this.#spreads.set(entry, spread);
    return spread;
  }
}
