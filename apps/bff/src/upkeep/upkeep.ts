import type { Clock } from '../clock.ts';
import type { LevelChange, LogScopes } from '../log-scopes.ts';
import type { Command } from '../registry/command.ts';
import { noteOperation, serverChange } from '../registry/commands/note.ts';
import type { Actor, FieldChange } from '../registry/model.ts';
import type { Registry } from '../registry/registry.ts';

/** The connections of one listener, which an operator may cut. */
export interface Connections {
  readonly open: number;
  /** `port` null = all of the host. Answers how many. */
  closeConnections(host: string, port: number | null): number;
  /** How many each host has open. */
  hosts(): ReadonlyMap<string, number>;
}

/**
 * Whose duty it is to watch health: this node's (`leads`), another one's (`follows`), or that of all (`shares`).
 */
export type Duties = 'leads' | 'follows' | 'shares';

/** This node's place among those that share a database. */
export interface Lead {
  readonly duties: Duties;
  /** Gives the lead away; where there is nobody to take it, it is taken again. */
  release(): Promise<void>;
}

export interface UpkeepParts {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly logs: LogScopes;
  /** By protocol: `grpc`, `http`. */
  readonly connections: Readonly<Record<string, Connections>>;
  /** Absent as long as this node is alone: then it leads. */
  readonly lead?: (() => Lead | undefined) | undefined;
}

/** What is to be closed; `port` null = all connections of the host. */
export interface CloseTarget {
  readonly protocol: string;
  readonly host: string;
  readonly port: number | null;
}

/** What else is to be kept with the record of an act, such as that it was done for a request. */
export type Keep = (record: Command<null>, count: number) => Command<null>;
const asItIs: Keep = (record) => record;

export const ELECTION = 'polaris.checker';

/** Only rows deleted more than ten minutes ago; so many in one call at most. */
const OLD_ENOUGH_SECONDS = 600;
export const MOST_CLEANED = 10_000;
/** Rows that are removed at once: what waits to be committed waits no longer than for these. */
const CLEAN_STEP = 200;

/**
 * Upkeep of the server itself, for whichever door asks (contract/http-naming.md §8, console/spec.md §5, Settings). Each
 * act stands in history; it must work while the store is out, too: then it is done and cannot be written down.
 */
export class Upkeep {
  readonly #parts: UpkeepParts;
  /** Epoch seconds. */
  readonly startedAt: number;
  #electedAt: number;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
    this.startedAt = Math.floor(parts.clock.wallMs() / 1000);
    this.#electedAt = this.startedAt;
  }

  /** Epoch seconds at which this node began to lead, or was released last. */
  get electedAt(): number {
    return this.#electedAt;
  }

  get duties(): Duties {
    return this.#parts.lead?.()?.duties ?? 'leads';
  }

  /** By protocol: `grpc`, `http`. */
  get connections(): Readonly<Record<string, Connections>> {
    return this.#parts.connections;
  }

  get levels(): ReturnType<LogScopes['levels']> {
    return this.#parts.logs.levels();
  }

  /** Hosts that are connected through a door, those with most connections first. */
  hostsOf(protocol: string): { readonly host: string; readonly connections: number }[] {
    const hosts = this.#listener(protocol)?.hosts() ?? new Map<string, number>();
    return [...hosts]
      .map(([host, connections]) => ({ host, connections }))
      .sort((a, b) => b.connections - a.connections || (a.host < b.host ? -1 : 1));
  }

  /** Cuts connections; answers how many. Whoever was connected may connect again. */
  async closeConnections(targets: readonly CloseTarget[], by: Actor, keep = asItIs): Promise<number> {
    let all = 0;
    const closed = targets.map(({ protocol, host, port }) => {
      const count = this.#listener(protocol)?.closeConnections(host, port) ?? 0;
      all += count;
      return serverChange('connections', `/${protocol}/${host}${port === null ? '' : `:${port}`}`, count, 0);
    });
    await this.#note('server.closeConnections', by, closed, (record) => keep(record, all));
    return all;
  }

  /** Sets the level of a part of the log while the server runs. */
  async setLevel(scope: string, level: string, by: Actor, keep = asItIs): Promise<LevelChange> {
    const before = this.levels.find((one) => one.scope === scope)?.level ?? null;
    const answer = this.#parts.logs.setLevel(scope, level);
    if (answer === 'ok')
      await this.#note('server.logLevel', by, [serverChange('log', `/${scope}`, before, level)], (record) =>
        keep(record, 1),
      );
    return answer;
  }

  /** An election: another node takes the duty of watching, or where there is none this one again. */
  async releaseLead(by: Actor, keep = asItIs): Promise<void> {
    const before = this.#electedAt;
    this.#electedAt = Math.floor(this.#parts.clock.wallMs() / 1000);
    await this.#parts.lead?.()?.release();
    const change = serverChange('election', `/${ELECTION}`, before, this.#electedAt);
    await this.#note('server.releaseLeadership', by, [change], (record) => keep(record, 1));
  }

  /** Where the process was started with a collector that can be called; else memory is freed when it is needed. */
  async freeMemory(by: Actor): Promise<void> {
    globalThis.gc?.();
    await this.#note('server.freeMemory', by, [], (record) => record);
  }

  /** Removes one deregistered instance for good; answers how many rows. Rejects where the store fails. */
  async cleanOne(id: string, by: Actor): Promise<number> {
    const rows = await this.#parts.registry.store.clean({ id });
    if (rows > 0) await this.#noteCleaned(id, rows, by, asItIs);
    return rows;
  }

  /** Removes up to `most` of those that were deregistered more than ten minutes ago; as above. */
  async cleanOld(most: number, by: Actor, keep?: Keep): Promise<number> {
    const { registry, clock } = this.#parts;
    const beforeSeconds = Math.floor(clock.wallMs() / 1000) - OLD_ENOUGH_SECONDS;
    let rows = 0;
    for (let left = Math.min(most, MOST_CLEANED); left > 0; left -= CLEAN_STEP) {
      const limit = Math.min(left, CLEAN_STEP);
      const removed = await registry.store.clean({ beforeSeconds, limit });
      rows += removed;
      if (removed < limit) break;
    }
    if (rows > 0 || keep !== undefined) await this.#noteCleaned('*', rows, by, keep ?? asItIs);
    return rows;
  }

  /** Rows that are gone for good; who deregistered them stands in an older record. */
  #noteCleaned(id: string, rows: number, by: Actor, keep: Keep): Promise<void> {
    const change = serverChange('deregistered', `/${id}`, rows, 0);
    return this.#note('instance.clean', by, [change], (record) => keep(record, rows));
  }

  #listener(protocol: string): Connections | undefined {
    const { connections } = this.#parts;
    return Object.hasOwn(connections, protocol) ? connections[protocol] : undefined;
  }

  async #note(
    action: string,
    by: Actor,
    changes: readonly FieldChange[],
    keep: (record: Command<null>) => Command<null>,
  ): Promise<void> {
    await this.#parts.registry.run(keep(noteOperation(action, by, changes)));
  }
}
