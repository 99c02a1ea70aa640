import type { PlannedInstance } from './plan.ts';
import { encodeInstance, type InstanceInit, type RegistryClient } from './registry-client.ts';

const SUCCESS = 200000;
/** After so many refused beats in a row an SDK registers again. */
const REFUSALS_UNTIL_REGISTER = 3;

/** One running instance of the fleet: what it is, and whether it beats. Times are ms of one monotonic clock. */
export class Member {
  readonly planned: PlannedInstance;
  version: string;
  /** No beats before this moment; Infinity = never again, unless somebody changes it. */
  silentUntil = 0;
  /** True while it is not in the registry: before it registers, and after it left on purpose. */
  away = true;
  readonly #client: RegistryClient;
  readonly #beat: Buffer;
  #dueAt = 0;
  #refusals = 0;
  #beating = false;

  constructor(planned: PlannedInstance, client: RegistryClient) {
    this.planned = planned;
    this.version = planned.version;
    this.#client = client;
    this.#beat = encodeInstance(this.#address());
  }

  /** Registers, and has its first beat due after `firstBeatInMs`. Throws when the registry refuses. */
  async register(now: number, firstBeatInMs: number): Promise<void> {
    const { code, info } = await this.#client.register(this.#registration());
    if (code !== SUCCESS) throw new Error(`${this.name} could not register: ${code} ${info ?? ''}`);
    this.away = false;
    this.#refusals = 0;
    this.#dueAt = now + firstBeatInMs;
  }

  async deregister(): Promise<void> {
    this.away = true;
    await this.#client.deregister(this.#address());
  }

  get name(): string {
    const { namespace, service, host, port } = this.planned;
    return `${namespace}/${service} on ${host}:${port}`;
  }

  /** True when a beat is due. A beat that is still unanswered holds the next one back. */
  isDue(now: number): boolean {
    const { checked } = this.planned;
    return checked && !this.away && !this.#beating && now >= this.#dueAt && now >= this.silentUntil;
  }

  /** Sends the beat that is due; registers again, as an SDK does, when the registry keeps refusing. Answers its code. */
  async beat(now: number): Promise<number> {
    const every = this.planned.ttlSeconds * 1000;
    // Keeps the rhythm, unless it was lost altogether.
    this.#dueAt = now - this.#dueAt > every ? now + every : this.#dueAt + every;
    this.#beating = true;
    try {
      const { code = 0 } = await this.#client.heartbeat(this.#beat);
      this.#refusals = code === SUCCESS ? 0 : this.#refusals + 1;
      if (this.#refusals >= REFUSALS_UNTIL_REGISTER) await this.register(now, every);
      return code;
    } finally {
      this.#beating = false;
    }
  }

  #address(): { namespace: string; service: string; host: string; port: number } {
    const { namespace, service, host, port } = this.planned;
    return { namespace, service, host, port };
  }

  #registration(): InstanceInit {
    const { protocol, weight, zone, campus, labels, checked, ttlSeconds, fate } = this.planned;
    return {
      ...this.#address(),
      protocol,
      weight,
      version: this.version,
      location: { region: 'south', zone, campus },
      metadata: { ...labels },
      ...(checked
        ? { enableHealthCheck: true, healthCheck: { type: 1, heartbeat: { ttl: ttlSeconds } } }
        : {}),
      ...(fate === 'isolated' ? { isolate: true } : {}),
    };
  }
}
