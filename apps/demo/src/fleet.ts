import { Member } from './member.ts';
import { type FleetPlan, type PlannedInstance, planFleet } from './plan.ts';
import { type Random, randomFrom } from './random.ts';
import { RegistryClient } from './registry-client.ts';
import { Trouble } from './trouble.ts';
import { Watcher } from './watcher.ts';

export interface FleetOptions {
  /** The registry's gRPC door, "host:port". */
  readonly grpc: string;
  readonly seed?: number;
  /** All beat, nobody dies or flaps: for tests. */
  readonly calm?: boolean;
  /** 1 = 1,500 instances. */
  readonly scale?: number;
}

/** Which instances are meant; absent fields match all. */
export type Which = Partial<Pick<PlannedInstance, 'host' | 'service' | 'namespace' | 'port'>>;

/** What happened since the start. */
export interface FleetStats {
  readonly beats: number;
  readonly refusedBeats: number;
  readonly asked: number;
  readonly changes: number;
  readonly failures: number;
}

export interface Fleet {
  readonly plan: FleetPlan;
  /** Resolves once everybody is registered and every client has read once; rejects when the registry refuses. */
  readonly ready: Promise<void>;
  /** These stop beating (their processes hang); answers how many that are. */
  stopBeats(which: Which): number;
  /** These beat again, at once. */
  resumeBeats(which: Which): number;
  stats(): FleetStats;
  /** Ends all; with `deregister` everybody leaves the registry first. */
  stop(options?: { readonly deregister?: boolean }): Promise<void>;
}

/** Instances share these connections; beats are small and many. */
const CHANNELS = 20;
const REGISTERING_AT_ONCE = 64;
const TICK_MS = 100;
const TROUBLE_EVERY_TICKS = 10;

/** Starts real clients against a running registry: providers that register and beat, consumers that discover. */
export function startFleet(options: FleetOptions): Fleet {
  const { grpc, seed = 1, calm = false, scale = 1 } = options;
  const plan = planFleet({ seed, calm, scale });
  const random = randomFrom(seed + 1);
  const channels = Array.from({ length: Math.min(CHANNELS, plan.instances.length) }, () => {
    return new RegistryClient(grpc, { ownConnection: true, userAgent: 'polaris-go/1.7.0' });
  });
  const members = plan.instances.map((one, index) => new Member(one, channels[index % channels.length]!)); // never empty
  const watchers = plan.clients.map((one) => new Watcher(one, grpc, random));
  return new RunningFleet(plan, channels, members, watchers, calm ? undefined : random);
}

class RunningFleet implements Fleet {
  readonly plan: FleetPlan;
  readonly ready: Promise<void>;
  readonly #channels: readonly RegistryClient[];
  readonly #members: readonly Member[];
  readonly #watchers: readonly Watcher[];
  readonly #stats = { beats: 0, refusedBeats: 0, asked: 0, changes: 0, failures: 0 };
  /** Absent in a calm fleet. */
  readonly #trouble: Trouble | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    plan: FleetPlan,
    channels: readonly RegistryClient[],
    members: readonly Member[],
    watchers: readonly Watcher[],
    random: Random | undefined,
  ) {
    this.plan = plan;
    this.#channels = channels;
    this.#members = members;
    this.#watchers = watchers;
    const actions = {
      leave: (one: Member) => void one.deregister().catch(this.#failed),
      join: (one: Member) => void one.register(performance.now(), 0).catch(this.#failed),
    };
    if (random !== undefined) this.#trouble = new Trouble(members, actions, random, performance.now());
    this.ready = this.#start();
    // Whoever starts a fleet awaits `ready`; until then a refusal must not count as unhandled.
    this.ready.catch(() => undefined);
  }

  async #start(): Promise<void> {
    let ticks = 0;
    // Beats begin while the last are still registering: the first ones must not miss theirs.
    this.#timer = setInterval(() => this.#tick((ticks += 1)), TICK_MS);
    try {
      await forEachOf(this.#members, REGISTERING_AT_ONCE, (one, index) => {
        // As if started at any time: first beats spread over the ttl.
        const share = ((index * 7) % 100) / 100;
        return one.register(performance.now(), share * one.planned.ttlSeconds * 1000);
      });
      await forEachOf(this.#watchers, REGISTERING_AT_ONCE, (one) => one.start(performance.now()));
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  #tick(ticks: number): void {
    const now = performance.now();
    for (const one of this.#members) if (one.isDue(now)) this.#beat(one, now);
    for (const one of this.#watchers) one.step(now, this.#told, this.#failed);
    if (ticks % TROUBLE_EVERY_TICKS === 0) this.#trouble?.step(now);
  }

  #beat(one: Member, now: number): void {
    this.#stats.beats += 1;
    one.beat(now).then((code) => {
      if (code !== 200000) this.#stats.refusedBeats += 1;
    }, this.#failed);
  }

  readonly #told = ({ unchanged }: { readonly unchanged: boolean }): void => {
    this.#stats.asked += 1;
    if (!unchanged) this.#stats.changes += 1;
  };

  readonly #failed = (): void => {
    if (!this.#stopped) this.#stats.failures += 1;
  };

  stopBeats(which: Which): number {
    return this.#silence(which, Number.POSITIVE_INFINITY);
  }

  resumeBeats(which: Which): number {
    return this.#silence(which, 0);
  }

  #silence(which: Which, until: number): number {
    const found = this.#members.filter((one) => matches(one.planned, which));
    for (const one of found) one.silentUntil = until;
    return found.length;
  }

  stats(): FleetStats {
    return { ...this.#stats };
  }

  async stop({ deregister = false }: { readonly deregister?: boolean } = {}): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    if (deregister)
      await forEachOf(this.#members, REGISTERING_AT_ONCE, (one) => one.deregister().catch(() => undefined));
    for (const one of this.#watchers) one.stop();
    for (const one of this.#channels) one.close();
  }
}

const matches = (one: PlannedInstance, which: Which): boolean =>
  (which.host === undefined || which.host === one.host) &&
  (which.service === undefined || which.service === one.service) &&
  (which.namespace === undefined || which.namespace === one.namespace) &&
  (which.port === undefined || which.port === one.port);

/** Does `work` for all of the list, so many at once. */
async function forEachOf<T>(
  list: readonly T[],
  atOnce: number,
  work: (one: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = list.entries();
  const worker = async (): Promise<void> => {
    for (const [index, one] of queue) await work(one, index);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, worker));
}
