import type { Discovered } from './discovery.ts';
import { MissedNames } from './missed-names.ts';
import type { Registry } from './registry.ts';
import { nameKey } from './service-book.ts';

/** A client is forgotten so long after its last request, or after its last stream has ended (decision 29). */
const SILENT_MS = 60_000;
const ENDED_MS = 10_000;
/** More (client, service) pairs than this are not kept: a bound, not a limit anybody should meet. */
const MAX_HOLDINGS = 1_000_000;
/** The same for clients, and for what each calls itself. */
const MAX_CLIENTS = 200_000;
const MAX_USER_AGENT = 256;

/** Who asks: made once per call or stream by `discoverClient`. */
export interface DiscoverClient {
  /** By it requests are counted as one client's. */
  readonly key: string;
  /** What it called itself in ReportClient, where it did. */
  readonly id?: string;
  readonly host: string;
  readonly door: 'grpc' | 'http';
  /** As sent, '' if none: SDKs name themselves and their version in it. */
  readonly userAgent: string;
}

/** By way of bytes, because a slice of a text keeps the whole of it in memory. */
const shortened = (text: string): string =>
  text.length <= MAX_USER_AGENT ? text : Buffer.from(text.slice(0, MAX_USER_AGENT)).toString();

/** One client per ReportClient id of its session if there is one, else per address and user agent (decision 29). */
export function discoverClient(asked: Omit<DiscoverClient, 'key'>): DiscoverClient {
  const userAgent = shortened(asked.userAgent);
  const key = asked.id === undefined ? `a ${asked.host} ${userAgent}` : `i ${asked.id}`;
  return { ...asked, userAgent, key };
}

/** What one client is known to hold of one service. Positions are the registry's, times epoch ms. */
export interface Holding {
  /** Position when it was first seen asking for the service. */
  readonly since: number;
  /** The revision that its last request carried, '' for none. */
  readonly revision: string;
  /** The position up to which what it holds is known to be right; 0 = never confirmed anything. */
  readonly heldTo: number;
  readonly heldAt: number;
  /** The position up to which answers have been sent, and the revision in the last of them. */
  readonly sentTo: number;
  readonly sentRevision: string;
  /** When that revision was first sent; 0 = never. */
  readonly sentAt: number;
  /** Monotonic ms of the last request for this service. */
  readonly askedAt: number;
}

/** A client that has asked lately, with all that it asks for, by key of the service. */
export interface KnownClient {
  readonly client: DiscoverClient;
  readonly lastSeenAt: number;
  readonly holdings: ReadonlyMap<number, Holding>;
}

interface Seen {
  client: DiscoverClient;
  lastSeenAt: number;
  lapsesAt: number;
  readonly holdings: Map<number, Holding>;
}

/**
 * Which clients hold what (architecture.md 5, console/data-shapes.md §5). The doors say what was asked and
 * answered; nothing here is stored, as clients ask again within seconds.
 *
 * A door calls `seen` for every answered question for instances, and `ended` when a Discover stream is over:
 *
 *     const found = registry.discovery.find(namespace, name);
 *     uptake.seen(client, found, revisionOfTheRequest, anAnswerWithInstancesWasSent);
 */
export class Uptake {
  readonly #registry: Registry;
  readonly #clients = new Map<string, Seen>();
  /** Service key → clients that ask for it. */
  readonly #ofService = new Map<number, Set<Seen>>();
  readonly #missed = new MissedNames();
  readonly #maxClients: number;
  #holdings = 0;
  #confirmed: (service: number, before: Holding) => void = () => {};

  constructor(registry: Registry, maxClients = MAX_CLIENTS) {
    this.#registry = registry;
    this.#maxClients = maxClients;
  }

  /** Told whenever a client holds again what is true now, with what it held before. One listener. */
  onConfirmed(listener: (service: number, before: Holding) => void): void {
    this.#confirmed = listener;
  }

  /**
   * A client asked for a service, saying that it holds `revisionHeld` ('' = nothing), and was answered:
   * with the instances (`sent`), or that nothing has changed.
   */
  seen(client: DiscoverClient, found: Discovered, revisionHeld: string, sent: boolean): void {
    const { state, clock } = this.#registry;
    const at = clock.wallMs();
    const known = this.#knownOrNew(client);
    if (known === null) return;
    known.client = client;
    known.lastSeenAt = at;
    known.lapsesAt = clock.monotonicMs() + SILENT_MS;
    const isCurrent = revisionHeld === found.revision;
    for (const { service } of found.services) {
      if (known.holdings.has(service.key) && !this.#asksFor(known, service.key))
        this.#drop(known, service.key);
      const before = known.holdings.get(service.key);
      if (before === undefined && !this.#admit(known, service.key)) continue;
      const held = this.#heldTo(before, revisionHeld, isCurrent);
      if (isCurrent && before !== undefined && before.revision !== revisionHeld)
        this.#confirmed(service.key, before);
      known.holdings.set(service.key, {
        since: before?.since ?? state.position,
        revision: revisionHeld,
        heldTo: held,
        heldAt: held === before?.heldTo ? before.heldAt : at,
        sentTo: sent || isCurrent ? state.position : (before?.sentTo ?? 0),
        sentRevision: sent || isCurrent ? found.revision : (before?.sentRevision ?? ''),
        sentAt: (sent || isCurrent) && before?.sentRevision !== found.revision ? at : (before?.sentAt ?? 0),
        askedAt: clock.monotonicMs(),
      });
    }
  }

  /** A client asked for a name that no service and no alias has. */
  missed(client: DiscoverClient, namespace: string, name: string): void {
    this.#missed.note(client.key, nameKey(namespace, name), this.#registry.clock.monotonicMs());
  }

  /** How many clients have lately asked for such a name. */
  askedInVain(namespace: string, name: string): number {
    return this.#missed.countOf(nameKey(namespace, name), this.#registry.clock.monotonicMs());
  }

  /** A stream of the client has ended; it may open the next one at once. */
  ended(client: DiscoverClient): void {
    const known = this.#clients.get(client.key);
    if (known === undefined) return;
    known.lapsesAt = Math.min(known.lapsesAt, this.#registry.clock.monotonicMs() + ENDED_MS);
  }

  /** Clients that ask for the service, in no order. */
  ofService(key: number): KnownClient[] {
    return [...(this.#ofService.get(key) ?? [])].filter((known) => this.#asksFor(known, key));
  }

  /** How many clients ask for the service. */
  countOf(key: number): number {
    let count = 0;
    for (const known of this.#ofService.get(key) ?? []) if (this.#asksFor(known, key)) count += 1;
    return count;
  }

  /** Everybody who asks for anything, in no order. */
  all(): KnownClient[] {
    return [...this.#clients.values()].filter((known) => this.#isHere(known));
  }

  get(key: string): KnownClient | undefined {
    const known = this.#clients.get(key);
    return known !== undefined && this.#isHere(known) ? known : undefined;
  }

  /** Forgets who has lapsed. Called now and then, so that the dead cost nothing. */
  sweep(): void {
    for (const known of this.#clients.values()) {
      if (!this.#isHere(known)) this.#forget(known);
      else for (const key of known.holdings.keys()) if (!this.#asksFor(known, key)) this.#drop(known, key);
    }
  }

  /**
   * A request with the current revision proves what is true now; one with an older revision proves what was
   * true when that was sent.
   */
  #heldTo(before: Holding | undefined, revisionHeld: string, isCurrent: boolean): number {
    if (isCurrent) return this.#registry.state.position;
    if (before === undefined || revisionHeld === '') return 0;
    if (revisionHeld === before.revision) return before.heldTo;
    return revisionHeld === before.sentRevision ? before.sentTo : 0;
  }

  /** One that lapsed and comes back starts anew: nobody waited for it meanwhile. Null = there are too many. */
  #knownOrNew(client: DiscoverClient): Seen | null {
    const before = this.#clients.get(client.key);
    if (before !== undefined && this.#isHere(before)) return before;
    if (before !== undefined) this.#forget(before);
    if (this.#clients.size >= this.#maxClients) return null;
    const known: Seen = { client, lastSeenAt: 0, lapsesAt: 0, holdings: new Map() };
    this.#clients.set(client.key, known);
    return known;
  }

  #forget(known: Seen): void {
    this.#clients.delete(known.client.key);
    for (const key of known.holdings.keys()) this.#drop(known, key);
  }

  #drop(known: Seen, key: number): void {
    if (known.holdings.delete(key)) this.#holdings -= 1;
    const asking = this.#ofService.get(key);
    asking?.delete(known);
    if (asking?.size === 0) this.#ofService.delete(key);
  }

  #admit(known: Seen, key: number): boolean {
    if (this.#holdings >= MAX_HOLDINGS) return false;
    this.#holdings += 1;
    const asking = this.#ofService.get(key) ?? new Set<Seen>();
    asking.add(known);
    this.#ofService.set(key, asking);
    return true;
  }

  /** It may go on with other services after it has lost interest in this one. */
  #asksFor(known: Seen, key: number): boolean {
    const askedAt = known.holdings.get(key)?.askedAt ?? -Infinity;
    return this.#isHere(known) && askedAt + SILENT_MS > this.#registry.clock.monotonicMs();
  }

  #isHere(known: Seen): boolean {
    return known.lapsesAt > this.#registry.clock.monotonicMs();
  }
}
