import { encodeInstance, RegistryClient } from '../../apps/demo/src/registry-client.ts';

const NAMESPACE = 'default';
/** Instances that go on beating, and those that will die: a service of few, so that asking for it often costs little. */
export const STEADY = 'steady';
export const MORTAL = 'mortal';
const CONNECTIONS = 9;
const SUCCESS = 200000;
const INSTANCE = 1;
const LOOK_EVERY_MS = 20;
/** As SDKs have it. */
const BEAT_WITHIN_MS = 1_000;
const INSTANCES_OF_HOST = 4;

export interface BeatersOptions {
  /** "host:port" of each node; stays the same when one is started again. Who gets no answer goes to the next. */
  readonly grpc: readonly string[];
  readonly steady: number;
  readonly mortal: number;
  readonly ttlSeconds: number;
}

interface Member {
  readonly beat: Buffer;
  /** Index of the client that it uses now; the next one leads to the next node. */
  client: number;
  dead: boolean;
  /** performance.now() of the last beat that was sent, and of the last one that was answered. */
  sentAt: number;
  heardAt: number;
}

/** Somebody who beats no more. */
export type Dead = Readonly<Pick<Member, 'sentAt' | 'heardAt'>>;

/** A few hundred processes over real connections, each beating once a TTL as an SDK does, whatever becomes of its calls. */
export class Beaters {
  readonly #options: BeatersOptions;
  readonly #clients: RegistryClient[];
  readonly #members = new Map<string, Member>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: BeatersOptions) {
    this.#options = options;
    this.#clients = Array.from(
      { length: CONNECTIONS },
      (_, at) =>
        new RegistryClient(options.grpc[at % options.grpc.length] ?? '', {
          ownConnection: true,
          withinMs: BEAT_WITHIN_MS,
        }),
    );
  }

  /** Registers all and begins to beat, each at its own moment of the TTL. */
  async start(): Promise<void> {
    const { steady, mortal, ttlSeconds } = this.#options;
    const wanted = [...many(STEADY, steady), ...many(MORTAL, mortal)];
    const door = new RegistryClient(this.#options.grpc[0] ?? '', { ownConnection: true });
    await Promise.all(
      wanted.map(async (place, at) => {
        const client = at % CONNECTIONS;
        const { code, info } = await door.register({
          ...place,
          enableHealthCheck: true,
          healthCheck: { type: 1, heartbeat: { ttl: ttlSeconds } },
          location: { region: 'gz', zone: `gz-${at % 3}` },
        });
        if (code !== SUCCESS) throw new Error(`a registration was answered with ${code} ${info}`);
        const member = { beat: encodeInstance(place), client, dead: false, sentAt: 0, heardAt: 0 };
        this.#members.set(nameOf(place), member);
      }),
    );
    door.close();
    const all = [...this.#members.values()];
    const turns = Math.max(1, Math.round((ttlSeconds * 1000) / LOOK_EVERY_MS));
    let turn = 0;
    this.#timer = setInterval(() => {
      for (let at = turn % turns; at < all.length; at += turns) this.#beat(all[at]!); // within the list
      turn += 1;
    }, LOOK_EVERY_MS);
  }

  /** So many mortals beat no more; answers them by name. An answer to their last beat may still be on its way. */
  die(count: number): Map<string, Dead> {
    const dying = [...this.#members].filter(([name, { dead }]) => name.startsWith(MORTAL) && !dead);
    const died = dying.slice(0, count);
    for (const [, member] of died) member.dead = true;
    return new Map(died);
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    for (const client of this.#clients) client.close();
  }

  #beat(member: Member, triesLeft = this.#options.grpc.length - 1): void {
    if (member.dead || this.#stopped) return;
    const sentAt = performance.now();
    const { client } = member;
    member.sentAt = sentAt;
    this.#clients[client]!.heartbeat(member.beat).then(
      () => {
        member.heardAt = Math.max(member.heardAt, sentAt);
      },
      () => {
        // Paused or gone: at once to another node where there is one, else again a TTL later.
        if (triesLeft === 0 || member.client !== client) return;
        member.client = (client + 1) % CONNECTIONS;
        this.#beat(member, triesLeft - 1);
      },
    );
  }
}

interface Address {
  readonly namespace: string;
  readonly service: string;
  readonly host: string;
  readonly port: number;
}

const many = (service: string, count: number): Address[] =>
  Array.from({ length: count }, (_, at) => ({
    namespace: NAMESPACE,
    service,
    host: `10.8.${service === STEADY ? 0 : 1}.${Math.floor(at / INSTANCES_OF_HOST)}`,
    port: 8000 + (at % INSTANCES_OF_HOST),
  }));

const nameOf = ({ service, host, port }: Omit<Address, 'namespace'>): string => `${service} ${host}:${port}`;

/** What a client is told of one instance. A flip, also one that was taken back, leaves another revision. */
export interface Told {
  readonly healthy: boolean;
  readonly revision: string;
}

/** All instances of a service as a Discover stream of its own tells them. */
export async function toldOf(grpc: string, service: string): Promise<Map<string, Told>> {
  const client = new RegistryClient(grpc, { ownConnection: true, withinMs: 5_000 });
  const stream = client.discover();
  try {
    const { instances } = await stream.ask({
      type: INSTANCE,
      service: { namespace: NAMESPACE, name: service },
    });
    return new Map(
      instances.map((one) => [
        nameOf({ service, host: one.host ?? '', port: one.port ?? 0 }),
        { healthy: one.healthy === true, revision: one.revision ?? '' },
      ]),
    );
  } finally {
    stream.end();
    client.close();
  }
}

/** Looks at the mortals until all those named are unhealthy; answers when each was first seen so (performance.now). */
export async function foundDead(
  grpc: string,
  names: Iterable<string>,
  withinMs: number,
): Promise<Map<string, number>> {
  const missing = new Set(names);
  const found = new Map<string, number>();
  const client = new RegistryClient(grpc, { ownConnection: true });
  const stream = client.discover();
  try {
    for (const end = performance.now() + withinMs; missing.size > 0 && performance.now() < end; ) {
      const { instances } = await stream.ask({
        type: INSTANCE,
        service: { namespace: NAMESPACE, name: MORTAL },
      });
      for (const one of instances) {
        const name = nameOf({ service: MORTAL, host: one.host ?? '', port: one.port ?? 0 });
        if (one.healthy !== true && missing.delete(name)) found.set(name, performance.now());
      }
      await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
    }
  } finally {
    stream.end();
    client.close();
  }
  return found;
}
