import type { ServiceUptake, Uptake as UptakeView } from '@cynosure/shared/console/uptake.ts';
import type { EventBatch } from '../registry/events.ts';
import type { Operation } from '../registry/model.ts';
import type { Registry } from '../registry/registry.ts';
import type { Holding, Uptake } from '../registry/uptake.ts';

const FOLLOWED = 500;
/** After that long the numbers of an operation stand as they are. */
const FOLLOW_MS = 10 * 60_000;
/** From then on those who have not confirmed are named (data-shapes §5). */
const BEHIND_AFTER_MS = 30_000;
const MOST_BEHIND = 5;
const CHANGES_KEPT = 64;
const SAMPLES_KEPT = 4_096;
const SAMPLES_FOR_MS = 10 * 60_000;

interface Followed {
  readonly operationId: string;
  readonly position: number;
  readonly startedAt: number;
  readonly services: readonly number[];
  /** The last numbers; `doneAt` once all have confirmed. */
  view: UptakeView;
  settled: boolean;
}

/**
 * How far the changes of operations have come to the clients (data-shapes §5). Clients of an operation are
 * those that were known when it was committed; one that lapses leaves the total.
 */
export class UptakeTracker {
  readonly #registry: Registry;
  readonly #uptake: Uptake;
  /** Oldest first. */
  readonly #followed = new Map<string, Followed>();
  /** Service → its latest changes, oldest first. */
  readonly #changes = new Map<number, { position: number; at: number }[]>();
  /** Operation that is done in batches → services that its batches so far have changed. */
  readonly #running = new Map<string, Set<number>>();
  readonly #samples: { at: number; ms: number }[] = [];
  readonly #openedAt: number;

  constructor(registry: Registry, uptake: Uptake) {
    this.#registry = registry;
    this.#uptake = uptake;
    this.#openedAt = registry.state.position;
    uptake.onConfirmed((service, before) => this.#sample(service, before));
  }

  take({ position, at, events }: EventBatch): void {
    const { state } = this.#registry;
    const touched = new Map<string, number>();
    for (const event of events) {
      if (event.kind !== 'instance') continue;
      const name = `${event.namespace}/${event.service}`;
      if (touched.has(name)) continue;
      const key = state.services.service(event.namespace, event.service)?.service.key;
      if (key !== undefined) touched.set(name, key);
    }
    for (const key of touched.values()) this.#noteChange(key, position, at);
    for (const event of events) {
      if (event.kind === 'batchOf') this.#noteBatch(event.operationId, [...touched.values()]);
      if (event.kind !== 'operation') continue;
      const { id, outcome } = event.operation;
      if (outcome !== 'done' && outcome !== 'partly') continue;
      this.#follow(id, position, at, this.#withBatches(id, concernedBy(event.operation, touched)));
    }
  }

  #noteBatch(whole: string, services: readonly number[]): void {
    const known = this.#running.get(whole) ?? new Set();
    for (const key of services) known.add(key);
    this.#running.set(whole, known);
  }

  /** The services of the last commit of an operation, and those of its batches before. */
  #withBatches(id: string, services: readonly number[]): number[] {
    const all = new Set([...(this.#running.get(id) ?? []), ...services]);
    this.#running.delete(id);
    return [...all];
  }

  /** Looks at all that is not settled; answers those whose numbers have changed. */
  look(): { readonly operationId: string; readonly view: UptakeView }[] {
    const changed: { operationId: string; view: UptakeView }[] = [];
    for (const followed of this.#followed.values()) {
      if (followed.settled) continue;
      const { view: before, operationId } = followed;
      this.#refresh(followed);
      if (!isSame(before, followed.view)) changed.push({ operationId, view: followed.view });
    }
    return changed;
  }

  /** Of an operation; of one from before our start, what is known of those who ask now. */
  of(operationId: string, services: readonly number[], startedAt: number): UptakeView {
    const followed = this.#followed.get(operationId);
    if (followed === undefined) return this.#count(services, this.#openedAt, Infinity, startedAt);
    if (!followed.settled) this.#refresh(followed);
    return followed.view;
  }

  /** The same, service by service. */
  perService(operationId: string): ServiceUptake[] {
    const followed = this.#followed.get(operationId);
    if (followed === undefined) return [];
    const { state } = this.#registry;
    return followed.services.flatMap((key) => {
      const service = state.services.byKey(key)?.service;
      if (service === undefined) return [];
      const { clients, delivered, confirmed } = this.#count([key], followed.position, followed.position, 0);
      return [{ namespace: service.namespace, service: service.name, clients, delivered, confirmed }];
    });
  }

  /** Milliseconds until 99 % of the clients had confirmed a change, over the last 10 minutes; 0 = no change yet. */
  p99Ms(): number {
    const from = this.#registry.clock.wallMs() - SAMPLES_FOR_MS;
    const sorted = this.#samples.filter(({ at }) => at >= from).map(({ ms }) => ms);
    sorted.sort((a, b) => a - b);
    return Math.round(sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0);
  }

  #noteChange(key: number, position: number, at: number): void {
    const changes = this.#changes.get(key) ?? [];
    changes.push({ position, at });
    if (changes.length > CHANGES_KEPT) changes.shift();
    this.#changes.set(key, changes);
  }

  #sample(key: number, before: Holding): void {
    const first = this.#changes.get(key)?.find(({ position }) => position > before.heldTo);
    if (first === undefined || before.heldTo === 0) return;
    const at = this.#registry.clock.wallMs();
    this.#samples.push({ at, ms: Math.max(0, at - first.at) });
    if (this.#samples.length > SAMPLES_KEPT) this.#samples.shift();
  }

  #follow(operationId: string, position: number, startedAt: number, services: readonly number[]): void {
    const view = this.#count(services, position, position, startedAt);
    const followed: Followed = { operationId, position, startedAt, services, view, settled: false };
    this.#followed.set(operationId, followed);
    this.#refresh(followed);
    if (this.#followed.size <= FOLLOWED) return;
    const oldest = this.#followed.keys().next();
    if (!oldest.done) this.#followed.delete(oldest.value);
  }

  #refresh(followed: Followed): void {
    const { services, position, startedAt } = followed;
    const at = this.#registry.clock.wallMs();
    const counted = this.#count(services, position, position, startedAt);
    const isDone = counted.confirmed === counted.clients;
    followed.view = isDone ? { ...counted, doneAt: at } : counted;
    followed.settled = isDone || at - startedAt > FOLLOW_MS;
  }

  /** Clients seen before `knownBefore`, and who of them has all of the services as of `position`. */
  #count(services: readonly number[], position: number, knownBefore: number, startedAt: number): UptakeView {
    const clients = new Map<
      string,
      { delivered: boolean; confirmed: boolean; heldAt: number; id?: string; host: string }
    >();
    for (const key of services) {
      for (const { client, holdings } of this.#uptake.ofService(key)) {
        const holding = holdings.get(key);
        if (holding === undefined || holding.since >= knownBefore) continue;
        const before = clients.get(client.key);
        const confirmed = holding.heldTo >= position;
        const delivered = confirmed || holding.sentTo >= position;
        clients.set(client.key, {
          ...(client.id === undefined ? {} : { id: client.id }),
          host: client.host,
          delivered: delivered && (before?.delivered ?? true),
          confirmed: confirmed && (before?.confirmed ?? true),
          heldAt: Math.min(before?.heldAt ?? Infinity, holding.heldAt),
        });
      }
    }
    const all = [...clients.values()];
    const late = this.#registry.clock.wallMs() - startedAt >= BEHIND_AFTER_MS;
    const behind = late ? all.filter(({ confirmed }) => !confirmed).slice(0, MOST_BEHIND) : [];
    return {
      clients: all.length,
      delivered: all.filter(({ delivered }) => delivered).length,
      confirmed: all.filter(({ confirmed }) => confirmed).length,
      behind: behind.map(({ id, host, heldAt }) => ({
        ...(id === undefined ? {} : { clientId: id }),
        host,
        revisionAt: heldAt,
      })),
      startedAt,
    };
  }
}

/**
 * The services of a commit that an operation is about: the one that it names, else those that its changes name; a
 * change that names anything else may concern all of them. `touched`: keys by `namespace/name`.
 */
function concernedBy(
  { namespace, service, changes }: Operation,
  touched: ReadonlyMap<string, number>,
): readonly number[] {
  const isNamed = namespace !== undefined && service !== undefined;
  if (!isNamed && changes.some(({ target }) => target.kind !== 'service')) return [...touched.values()];
  const names = isNamed ? [`${namespace}/${service}`] : changes.map(({ target }) => target.id);
  return names.flatMap((name) => touched.get(name) ?? []);
}

const isSame = (a: UptakeView, b: UptakeView): boolean =>
  a.clients === b.clients &&
  a.delivered === b.delivered &&
  a.confirmed === b.confirmed &&
  a.doneAt === b.doneAt &&
  a.behind.length === b.behind.length;
