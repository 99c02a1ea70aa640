import type { PlannedClient, ServiceName } from './plan.ts';
import type { Random } from './random.ts';
import { type DiscoverStream, RegistryClient } from './registry-client.ts';

/** contract/grpc-naming.md §8: the request type for instances; §7: the client type of an SDK. */
const INSTANCE = 1;
const SDK = 1;
const UNCHANGED = 200001;
const REPORT_EVERY_MS = 120_000;
/** As SDKs do: every 2 s and a part of another 2 s that each task draws once (contract/sdk.md §15). */
const ASK_EVERY_MS = 2_000;
const SPREAD_MS = 2_000;

interface Task {
  readonly service: ServiceName;
  readonly everyMs: number;
  dueAt: number;
  revision: string;
  asking: boolean;
}

export interface Asked {
  readonly unchanged: boolean;
}

/** One client process: its own connection, one Discover stream, one task per service that it discovers. */
export class Watcher {
  readonly #planned: PlannedClient;
  readonly #client: RegistryClient;
  readonly #tasks: Task[];
  #stream: DiscoverStream | undefined;
  #reportAt = 0;
  #started = false;

  constructor(planned: PlannedClient, grpc: string, random: Random) {
    this.#planned = planned;
    // Uptake is counted per connection, so clients must not share theirs.
    this.#client = new RegistryClient(grpc, {
      ownConnection: true,
      userAgent: planned.sdk.replace(' ', '/'),
    });
    this.#tasks = planned.discovers.map((service) => {
      return {
        service,
        everyMs: ASK_EVERY_MS + random.next() * SPREAD_MS,
        dueAt: 0,
        revision: '',
        asking: false,
      };
    });
  }

  /** Reports itself and asks for everything once. Throws when the registry does not answer. */
  async start(now: number): Promise<void> {
    await this.#report(now);
    await Promise.all(this.#tasks.map((task) => this.#ask(task, now)));
    this.#started = true;
  }

  /** Once started, asks whatever is due; each answer goes to `told`, each failure to `failed`. */
  step(now: number, told: (asked: Asked) => void, failed: (error: unknown) => void): void {
    if (!this.#started) return;
    if (now >= this.#reportAt) this.#report(now).catch(failed);
    for (const task of this.#tasks) {
      if (task.asking || now < task.dueAt) continue;
      this.#ask(task, now).then(told, failed);
    }
  }

  stop(): void {
    this.#stream?.end();
    this.#client.close();
  }

  async #report(now: number): Promise<void> {
    this.#reportAt = now + REPORT_EVERY_MS;
    const { id, host, sdk, zone } = this.#planned;
    await this.#client.reportClient({
      id,
      host,
      type: SDK,
      version: sdk,
      location: { region: 'south', zone },
    });
  }

  async #ask(task: Task, now: number): Promise<Asked> {
    task.dueAt = now + task.everyMs;
    task.asking = true;
    try {
      if (this.#stream === undefined || this.#stream.over) this.#stream = this.#client.discover();
      const { namespace, name } = task.service;
      const reply = await this.#stream.ask({
        type: INSTANCE,
        service: { namespace, name, revision: task.revision },
      });
      task.revision = reply.service?.revision ?? task.revision;
      return { unchanged: reply.code === UNCHANGED };
    } finally {
      task.asking = false;
    }
  }
}
