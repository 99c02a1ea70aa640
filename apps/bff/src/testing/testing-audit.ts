import type { ClientEntry } from '../registry/changes.ts';
import type { Command, Decision } from '../registry/command.ts';
import type { Operation } from '../registry/model.ts';
import type { Registry } from '../registry/registry.ts';
import type { MemoryStore } from '../store/memory/memory-store.ts';

/** What one act left in history. */
export interface Trail {
  readonly operations: readonly Operation[];
  readonly clientEntries: readonly ClientEntry[];
  /** Names of the commands that changed something. */
  readonly changing: readonly string[];
  /** Those that changed something without exactly one record. */
  readonly unrecorded: readonly string[];
}

/** Bookkeeping, which is nobody's act: an act that brings it about has a record of its own, or changes nothing. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['keepTokenUses', 'keepSession']);

/** Watches every command of a registry, and reads what its store keeps of it. */
export class Audit {
  readonly #store: MemoryStore;
  readonly #recorded: Set<string>;
  #changing: string[] = [];
  #unrecorded: string[] = [];

  /** `recorded` gets the names of commands that were seen to leave exactly one record. */
  constructor(registry: Registry, store: MemoryStore, recorded: Set<string>) {
    this.#store = store;
    this.#recorded = recorded;
    const run = registry.run.bind(registry);
    registry.run = <T>(command: Command<T>, timeoutMs?: number) =>
      run(
        {
          ...command,
          // Not a method of the literal: it may be one of a class.
          keys: (state, keys) => command.keys(state, keys),
          decide: (state, now) => this.#look(command.name, command.decide(state, now)),
        },
        timeoutMs,
      );
  }

  /** Does something, then answers what history says of it; read from the store, not from memory. */
  async of<T>(act: () => Promise<T>): Promise<Trail & { readonly answer: T }> {
    const { operations, clients } = this.#store.disk;
    const before = { operations: operations.links.length, clients: clients.links.length };
    this.#changing = [];
    this.#unrecorded = [];
    const answer = await act();
    return {
      answer,
      operations: operations.links.slice(before.operations).map(({ payload }) => parsed<Operation>(payload)),
      clientEntries: clients.links
        .slice(before.clients)
        .flatMap(({ payload }) => parsed<ClientEntry[]>(payload)),
      changing: this.#changing,
      unrecorded: this.#unrecorded,
    };
  }

  #look<T>(name: string, decision: Decision<T>): Decision<T> {
    const records = Number(decision.operation !== undefined) + Number(decision.clientEntry !== undefined);
    if (records === 1) this.#recorded.add(name);
    if (decision.changes.length === 0 || BOOKKEEPING.has(name)) return decision;
    this.#changing.push(name);
    if (records !== 1) this.#unrecorded.push(name);
    return decision;
  }
}

// Written by the store from values of these types.
const parsed = <T>(payload: Uint8Array): T => JSON.parse(new TextDecoder().decode(payload)) as T;
