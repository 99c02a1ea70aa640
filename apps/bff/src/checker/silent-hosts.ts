const SILENT = 1;
const HEARD = 2;
const FIRST_SIZE = 1024;
/** More than there can be hosts: they are numbered below the number of instances. */
const HOSTS = 2 ** 24;

/** Which hosts of which zones anything is heard of, by number: a million instances must not need a map of them. */
export class SilentHosts {
  #states = new Uint8Array(FIRST_SIZE);
  #zones = new Uint32Array(FIRST_SIZE);
  /** Hosts that have instances in a further zone, each counted there, too. */
  readonly #further = new Map<number, number>();

  add(zone: number, host: number, isHeard: boolean): void {
    if (host >= this.#states.length) this.#grow(host);
    const state = isHeard ? HEARD : SILENT;
    const before = this.#states[host] ?? 0;
    if (before === 0) {
      this.#states[host] = state;
      this.#zones[host] = zone;
    } else if (this.#zones[host] === zone) {
      if (isHeard) this.#states[host] = HEARD;
    } else {
      const key = zone * HOSTS + host;
      this.#further.set(key, Math.max(this.#further.get(key) ?? 0, state));
    }
  }

  /** How many zones there are if at least half of the hosts are silent in every one; null = a zone is heard. */
  silentZones(): number | null {
    const zones = new Map<number, { hosts: number; silent: number }>();
    const count = (zone: number, state: number) => {
      const counts = zones.get(zone) ?? { hosts: 0, silent: 0 };
      counts.hosts += 1;
      if (state === SILENT) counts.silent += 1;
      zones.set(zone, counts);
    };
    for (let host = 0; host < this.#states.length; host += 1) {
      const state = this.#states[host] ?? 0;
      if (state !== 0) count(this.#zones[host] ?? 0, state);
    }
    for (const [key, state] of this.#further) count(Math.floor(key / HOSTS), state);
    for (const { hosts, silent } of zones.values()) if (silent * 2 < hosts) return null;
    return zones.size;
  }

  #grow(host: number): void {
    const size = 2 ** Math.ceil(Math.log2(host + 1));
    const states = new Uint8Array(size);
    states.set(this.#states);
    this.#states = states;
    const zones = new Uint32Array(size);
    zones.set(this.#zones);
    this.#zones = zones;
  }
}
