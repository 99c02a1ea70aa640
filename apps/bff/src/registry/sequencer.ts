import { randomUUID } from 'node:crypto';
import { type Outcome, refused } from '@cynosure/shared/outcome.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { Batch, Change, ClientEntry } from './changes.ts';
import type { Command, Decision, Key, KeySet, Now } from './command.ts';
import type { Operation } from './model.ts';
import { shownAfter } from './shown.ts';
import type { RegistryState } from './state.ts';
import { type Store, StoreUnusable } from './store-port.ts';

const MAX_CHANGES = 1024;
const MAX_BYTES = 1024 * 1024;
const MAX_WAITING = 10_240;
const SLOW_COMMIT_MS = 1000;
/** A commit in flight for so long: the store does not answer, and what only waits is refused. */
const STUCK_COMMIT_MS = 5000;
const RESOLVE_EVERY_MS = 1000;
/** While a commit is in flight, what waits behind it is looked at so often. */
const LOOK_EVERY_MS = 500;
/** A store that was out or slow is tried so often while nobody writes, so that it is known when it is back. */
const PROBE_EVERY_MS = 1000;
/** Share of the newest commit in the smoothed time of commits. */
const SMOOTHING = 0.1;

const TOO_LATE = refused('StoreLayerException', 'the write waited too long and was not done');

interface Waiting {
  readonly command: Command<unknown>;
  readonly answer: (outcome: Outcome<unknown>) => void;
  readonly deadlineAt: number;
}

/** What a commit in flight is about. */
interface Decided {
  readonly waiting: Waiting;
  readonly outcome: Outcome<unknown>;
}

/** How commits are doing, for people: the console's banner. `sinceAt` = epoch ms, `info` one sentence. */
export type CommitHealth =
  | { readonly kind: 'well' }
  | { readonly kind: 'slow'; readonly sinceAt: number }
  | { readonly kind: 'out'; readonly sinceAt: number; readonly info: string };

const WELL: CommitHealth = { kind: 'well' };
const STUCK = 'The store does not answer.';

export interface SequencerParts {
  readonly state: RegistryState;
  readonly store: Store;
  readonly clock: Clock;
  /** A batch is durable: make it visible. Called once per commit, in order. */
  readonly apply: (batch: Batch) => void;
  /** A command that threw is a bug; said once, with its name. */
  readonly onBug: (error: unknown, command: string) => void;
}

/**
 * The one writer (core.md §1). Commands wait in one queue; all that wait and do not touch each other are
 * decided against the state, committed as one durable transaction, applied and answered. One commit is in
 * flight at a time; while it is being written the next batch gathers, so no timer is needed.
 */
export class Sequencer {
  readonly #parts: SequencerParts;
  #operators: Waiting[] = [];
  #clients: Waiting[] = [];
  #running = false;
  #wake: (() => void) | null = null;
  #health: CommitHealth = WELL;
  #inFlight: { readonly startedAt: number; readonly wallMs: number } | null = null;
  /** Why nothing is taken now: what was sent is not resolved yet, or the store does not answer at all. */
  #closedBecause: string | null = null;
  /** Nobody writes, and the store was not well: an empty commit finds out whether it is. */
  #probing = false;
  #cancelProbe: Cancel = () => {};
  #commitMs = 0;
  #stopping = false;
  /** Why the database does not answer, told by whoever follows other nodes; null = it does. */
  #unreachable: CommitHealth | null = null;
  /** Position of the last durable batch; readers' positions count overlays too and run ahead of it. */
  #durablePosition = 0;
  #idle: Promise<void> = Promise.resolve();

  constructor(parts: SequencerParts) {
    this.#parts = parts;
  }

  /** After loading: where the store's positions go on. */
  continueFrom(position: number): void {
    this.#durablePosition = position;
  }

  get waiting(): number {
    return this.#operators.length + this.#clients.length;
  }

  /** How long durable commits take, smoothed over the last few; 0 = none yet. */
  get commitMs(): number {
    return this.#commitMs;
  }

  /** A commit in flight for more than a second counts as slow (core.md §1), one for more than five as out. */
  get health(): CommitHealth {
    if (this.#unreachable !== null) return this.#unreachable;
    const ms = this.#inFlightMs();
    if (ms > STUCK_COMMIT_MS) return this.#unwell('out', STUCK);
    return ms > SLOW_COMMIT_MS && this.#health.kind === 'well' ? this.#unwell('slow') : this.#health;
  }

  /**
   * Runs a command; answers when what it changed is on disk and visible. Refused at once when too many wait
   * (429001), or while the store is out in a way that no write can get past. `timeoutMs`: dropped, before
   * being decided, if it has waited longer.
   */
  run<T>(command: Command<T>, timeoutMs = 30_000): Promise<Outcome<T>> {
    if (this.#stopping) return Promise.resolve(refused('StoreLayerException', 'the registry is stopping'));
    if (this.#closedBecause !== null) {
      return Promise.resolve(refused('StoreLayerException', this.#closedBecause));
    }
    if (this.waiting >= MAX_WAITING) {
      return Promise.resolve(refused('InstanceTooManyRequests', 'too many writes are waiting; try again'));
    }
    return new Promise((resolve) => {
      const waiting: Waiting = {
        command,
        // Each waiting command is answered with what its own decide returned, a T.
        answer: (outcome) => resolve(outcome as Outcome<T>),
        deadlineAt: this.#parts.clock.monotonicMs() + timeoutMs,
      };
      (command.lane === 'operator' ? this.#operators : this.#clients).push(waiting);
      this.#start();
    });
  }

  /** A batch of another node is durable: it is applied like an own one, and own positions go on behind it. */
  follow(batch: Batch): void {
    this.#durablePosition = batch.position;
    this.#parts.apply(batch);
  }

  /** The shared database does not answer (a sentence), or does again (null). */
  noteReach(info: string | null): void {
    this.#unreachable = info === null ? null : { kind: 'out', sinceAt: this.#parts.clock.wallMs(), info };
  }

  /** Decides and commits what waits, then takes no more. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelProbe();
    this.#wake?.();
    await this.#idle;
  }

  #start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#idle = new Promise((resolve) => {
      // One turn of the loop, so that all that arrived together shares the commit.
      this.#parts.clock.nextTurn(() => {
        const cancelLook = this.#parts.clock.every(LOOK_EVERY_MS, () => this.#look());
        void this.#loop().finally(() => {
          cancelLook();
          this.#running = false;
          resolve();
          if (this.#stopping) return;
          if (this.waiting > 0) this.#start();
          else if (this.#health.kind !== 'well') this.#probeSoon();
        });
      });
    });
  }

  #probeSoon(): void {
    this.#cancelProbe();
    this.#cancelProbe = this.#parts.clock.after(PROBE_EVERY_MS, () => {
      this.#probing = true;
      this.#start();
    });
  }

  async #loop(): Promise<void> {
    while (this.waiting > 0 || this.#probing) {
      let decided: Decided[] = [];
      let given: Batch | null = null;
      const { clock } = this.#parts;
      this.#inFlight = { startedAt: clock.monotonicMs(), wallMs: clock.wallMs() };
      const outcome = await this.#parts.store.commit((wallMs) => {
        // Called again: another node was quicker, so what was decided is decided anew, in the same order.
        if (given !== null) this.#putBack(given, decided);
        decided = [];
        given = this.#decideBatch(decided, wallMs);
        return given;
      });
      if (outcome.kind === 'durable') this.#noteCommit(this.#inFlightMs());
      this.#inFlight = null;
      this.#closedBecause = null;
      if (outcome.kind === 'durable') this.#conclude(outcome.batch, decided);
      else if (outcome.kind === 'out') {
        this.#probing = false;
        this.#health = this.#unwell('out', outcome.info);
        this.#takeNothing(outcome.info);
      } else if (outcome.kind === 'refused') this.#refuse(outcome.batch, decided, outcome.info);
      else if (outcome.kind === 'unknown') await this.#resolveUnknown(outcome.batch, decided, outcome.info);
    }
  }

  /** A commit that took long leaves the store slow until one does not. */
  #noteCommit(ms: number): void {
    this.#health = ms > SLOW_COMMIT_MS ? this.#unwell('slow') : WELL;
    this.#commitMs = this.#commitMs === 0 ? ms : this.#commitMs + (ms - this.#commitMs) * SMOOTHING;
  }

  #inFlightMs(): number {
    return this.#inFlight === null ? 0 : this.#parts.clock.monotonicMs() - this.#inFlight.startedAt;
  }

  /** Since when: what is not over yet counts from its beginning, else the commit in flight from its own. */
  #unwell(kind: 'slow' | 'out', info = ''): CommitHealth {
    const known = this.#health;
    const sinceAt =
      known.kind === kind ? known.sinceAt : (this.#inFlight?.wallMs ?? this.#parts.clock.wallMs());
    return kind === 'slow' ? { kind, sinceAt } : { kind, sinceAt, info };
  }

  /** What waits behind a commit is given up in time, and at once where the store does not answer. */
  #look(): void {
    if (this.#inFlightMs() > STUCK_COMMIT_MS) this.#takeNothing(STUCK);
    else this.#dropExpired();
  }

  /** Nothing is taken until this ends; what only waits was not sent, so it may be refused (core.md §2). */
  #takeNothing(because: string): void {
    this.#closedBecause = because;
    const waiting = [...this.#operators, ...this.#clients];
    this.#operators = [];
    this.#clients = [];
    for (const { answer } of waiting) answer(refused('StoreLayerException', because));
  }

  /** Takes what waits and fits; answers at once what changes nothing. */
  #decideBatch(decided: Decided[], storeWallMs?: number): Batch | null {
    const isProbe = this.#probing;
    this.#probing = false;
    const { state, clock, store } = this.#parts;
    const keys = new BatchKeys();
    const changes: Change[] = [];
    const operations: Operation[] = [];
    const clientEntries: ClientEntry[] = [];
    const position = this.#durablePosition + 1;
    const now = { wallMs: storeWallMs ?? clock.wallMs(), position };
    const startedAt = clock.monotonicMs();
    const size = { bytes: 0 };
    let request: object | undefined;
    let isFull = false;
    const take = (lane: Waiting[]): Waiting[] => {
      const later: Waiting[] = [];
      for (const waiting of lane) {
        const { command } = waiting;
        // What a request has begun stays together; it holds no more than its own entries name.
        const isBegun = command.request !== undefined && command.request === request;
        isFull ||= !isBegun && (changes.length >= MAX_CHANGES || size.bytes >= MAX_BYTES);
        if (isFull || !keys.admit(command, state)) {
          later.push(waiting);
          continue;
        }
        request = command.request;
        const decision = this.#decide(waiting, now, startedAt);
        if (decision === null) continue;
        if (decision.changes.length === 0 && decision.operation === undefined) {
          waiting.answer(decision.outcome);
          continue;
        }
        for (const change of decision.changes) {
          changes.push(change);
          size.bytes += change.kind === 'instance.put' ? change.row.body.length + 128 : 128;
        }
        if (decision.operation !== undefined) operations.push(decision.operation);
        if (decision.clientEntry !== undefined) clientEntries.push(decision.clientEntry);
        decided.push({ waiting, outcome: decision.outcome });
      }
      return later;
    };
    this.#operators = take(this.#operators);
    this.#clients = take(this.#clients);
    if (changes.length === 0 && operations.length === 0 && !isProbe) return null;
    const batch = { position, batchId: randomUUID(), at: now.wallMs, changes, operations, clientEntries };
    return store.shared === undefined ? batch : { ...batch, shown: shownAfter(state, changes) };
  }

  /** As if never decided: each waits again, before those that came later. */
  #putBack(batch: Batch, decided: readonly Decided[]): void {
    this.#giveSlotsBack(batch);
    this.#probing ||= decided.length === 0;
    const waiting = decided.map((one) => one.waiting);
    const isOperator = (one: Waiting) => one.command.lane === 'operator';
    this.#operators = [...waiting.filter(isOperator), ...this.#operators];
    this.#clients = [...waiting.filter((one) => !isOperator(one)), ...this.#clients];
  }

  #decide(waiting: Waiting, now: Now, startedAt: number): Decision<unknown> | null {
    const { command, answer, deadlineAt } = waiting;
    if (startedAt > deadlineAt) {
      answer(TOO_LATE);
      return null;
    }
    try {
      return command.decide(this.#parts.state, now);
    } catch (error) {
      this.#parts.onBug(error, command.name);
      answer(refused('ExecuteException', 'the registry failed to decide this; nothing was changed'));
      return null;
    }
  }

  #conclude(batch: Batch, decided: readonly Decided[]): void {
    this.#durablePosition = batch.position;
    this.#parts.apply(batch);
    for (const { waiting, outcome } of decided) waiting.answer(outcome);
  }

  #refuse(batch: Batch, decided: readonly Decided[], info: string): void {
    this.#health = this.#unwell('out', info);
    this.#giveSlotsBack(batch);
    for (const { waiting } of decided) waiting.answer(refused('StoreLayerException', info));
  }

  /** Answers nobody and takes no writes until the store knows what became of the batch (core.md §2). */
  async #resolveUnknown(batch: Batch, decided: readonly Decided[], info: string): Promise<void> {
    this.#health = this.#unwell('out', info);
    for (;;) {
      try {
        const fate = await this.#parts.store.resolve(batch);
        this.#closedBecause = null;
        if (fate === 'durable') this.#conclude(batch, decided);
        else this.#refuse(batch, decided, info);
        return;
      } catch (error) {
        if (this.#stopping) return;
        const why = error instanceof StoreUnusable ? error.message : info;
        this.#health = this.#unwell('out', why);
        this.#takeNothing(why);
        await this.#pause(RESOLVE_EVERY_MS);
      }
    }
  }

  /** What only waits may be given up; what was sent to the store may not (core.md §2). */
  #dropExpired(): void {
    const now = this.#parts.clock.monotonicMs();
    const stillWaiting = (lane: Waiting[]) =>
      lane.filter((waiting) => {
        if (now <= waiting.deadlineAt) return true;
        waiting.answer(TOO_LATE);
        return false;
      });
    this.#operators = stillWaiting(this.#operators);
    this.#clients = stillWaiting(this.#clients);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  #giveSlotsBack(batch: Batch): void {
    const table = this.#parts.state.instances;
    for (const change of batch.changes) {
      if (change.kind === 'instance.put' && !table.isLive(change.row.slot)) table.giveBack(change.row.slot);
    }
  }
}

/** What the commands of one batch touch. A command that is put aside keeps its keys, so order is kept. */
class BatchKeys implements KeySet {
  readonly #written = new Set<Key>();
  readonly #read = new Set<Key>();
  /** Those of the command that is being looked at. */
  #reads: Key[] = [];
  #writes: Key[] = [];

  reads(key: Key): void {
    this.#reads.push(key);
  }

  writes(key: Key): void {
    this.#writes.push(key);
  }

  /** Whether the command touches nothing of those before it; its keys count from now on either way. */
  admit(command: Command<unknown>, state: RegistryState): boolean {
    this.#reads = [];
    this.#writes = [];
    command.keys(state, this);
    let free = true;
    for (const key of this.#reads) if (this.#written.has(key)) free = false;
    for (const key of this.#writes) if (this.#written.has(key) || this.#read.has(key)) free = false;
    for (const key of this.#reads) this.#read.add(key);
    for (const key of this.#writes) this.#written.add(key);
    return free;
  }
}
