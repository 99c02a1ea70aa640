import { isDeepStrictEqual } from 'node:util';
import type { LiveEvent } from '@cynosure/shared/console/events.ts';
import type { Response } from 'express';
import { ulid } from 'ulid';
import type { Cancel } from '../../clock.ts';
import { defaultLimits } from '../../limits/limits.ts';
import type { Protection } from '../../limits/protection.ts';
import type { EventBatch } from '../../registry/events.ts';
import type { StoreHealth } from '../../registry/registry.ts';
import type { ConsoleContext } from '../context.ts';
import type { Place } from '../position.ts';
import { type Held, holdState } from '../read/hold-view.ts';
import type { Asker } from '../route.ts';
import { CostBudget } from './cost-budget.ts';
import { Reader, resync } from './reader.ts';
import { Ring } from './ring.ts';
import { Stream } from './stream.ts';
import type { Topic } from './topic.ts';
import { Touches } from './touched.ts';

const BEAT_MS = 5_000;
const TICK_MS = 250;
const TICKS_PER_BEAT = BEAT_MS / TICK_MS;
/** Heartbeats of rows in view are sent so often (data-shapes §2.2). */
const TICKS_PER_HEARTBEATS = 2_000 / TICK_MS;
/** Sends to a reader in a second; what happens in between is sent together (rule 3). */
const SENDS_PER_SECOND = 4;
/** A reader that has just come may have read its snapshot before its stream was open. */
const BEFORE_HELLO_MS = 10_000;
const MOST_STREAMS = 500;
const BYE_RETRY_MS = 2_000;

export interface HubParts {
  readonly context: ConsoleContext;
  /** Whether somebody is still signed in with the same rights. */
  readonly isStill: (session: string, rights: Asker['rights']) => boolean;
  readonly onBug: (error: unknown, where: string) => void;
  /** Absent = limits by default. */
  readonly protection?: Protection | undefined;
}

/**
 * Live data for all readers (data-shapes §3): gathers what the registry says has changed and sends each
 * reader the values of what it follows, at most four times a second, in order of position.
 */
export class Hub {
  readonly #parts: HubParts;
  readonly #ring: Ring;
  readonly #budget: CostBudget;
  readonly #streams = new Map<string, Stream>();
  #touches = new Touches();
  #tokens = SENDS_PER_SECOND;
  #isPlanned = false;
  #ticks = 0;
  #store: StoreHealth;
  #held: Held | null = null;
  readonly #cancels: Cancel[];

  constructor(parts: HubParts) {
    const { registry, clock, state } = parts.context;
    this.#parts = parts;
    this.#ring = new Ring(clock, state.position);
    this.#store = registry.storeHealth;
    this.#budget = new CostBudget(clock);
    this.#cancels = [registry.listen((batch) => this.#take(batch)), clock.every(TICK_MS, () => this.#tick())];
  }

  /** How many streams are open. */
  get size(): number {
    return this.#streams.size;
  }

  /** Whether one more reader of that session can be served. */
  hasRoom(session: string): boolean {
    const own = [...this.#streams.values()].filter((stream) => stream.session === session);
    const { protection } = this.#parts;
    const most = (protection?.limits ?? defaultLimits).eventStreamsPerSession;
    const hasRoom = own.length < most && this.#streams.size < MOST_STREAMS;
    if (!hasRoom) protection?.refusals.add('console', 'event streams per session');
    return hasRoom;
  }

  /** Opens a stream. `last` = where the reader was, so that it gets what it missed. */
  open(
    response: Response,
    { session, rights }: Asker,
    topics: readonly Topic[],
    last: Place | undefined,
  ): void {
    const { context } = this.#parts;
    const { clock, registry, state } = context;
    const reader = new Reader(context, this.#budget, rights);
    reader.follow(topics);
    const stream = new Stream(`st_${ulid()}`, session, reader, response);
    this.#streams.set(stream.id, stream);
    response.on('close', () => this.#streams.delete(stream.id));
    const position = String(state.position);
    const hello = { stream: stream.id, epoch: registry.epoch, position, beatMs: BEAT_MS, at: clock.wallMs() };
    stream.send([{ event: 'hello', data: hello }, ...this.#trouble(rights)]);
    stream.send(this.#missed(reader, last));
  }

  /**
   * Replaces the topics of a stream of that session; false = there is none. `since` = where the new ones were read,
   * and those of `again`, which another reader behind the same stream has begun to follow.
   */
  retopic(
    id: string,
    session: string,
    topics: readonly Topic[],
    { since, again }: { readonly since: Place | undefined; readonly again: ReadonlySet<string> },
  ): boolean {
    const stream = this.#streams.get(id);
    if (stream === undefined || stream.session !== session) return false;
    const before = new Set(stream.reader.topics.map(({ text }) => text));
    stream.reader.follow(topics);
    const fresh = topics.filter(({ text }) => !before.has(text) || again.has(text));
    if (fresh.length > 0) stream.send(this.#missed(stream.reader, since, fresh));
    return true;
  }

  /** The same events for a reader without a stream. */
  changes({ rights }: Pick<Asker, 'rights'>, topics: readonly Topic[], since: Place): LiveEvent[] {
    const reader = new Reader(this.#parts.context, this.#budget, rights);
    reader.follow(topics);
    return [...this.#trouble(rights), ...this.#missed(reader, since)];
  }

  /** Says good-bye to everybody. */
  stop(): void {
    for (const cancel of this.#cancels) cancel();
    for (const stream of this.#streams.values()) {
      stream.end([{ event: 'bye', data: { why: 'shutdown', retryMs: BYE_RETRY_MS } }]);
    }
    this.#streams.clear();
  }

  #missed(reader: Reader, last: Place | undefined, topics: readonly Topic[] = reader.topics): LiveEvent[] {
    const { epoch } = this.#parts.context.registry;
    const { position } = this.#parts.context.state;
    if (last === undefined) return reader.replay(this.#ring.latest(BEFORE_HELLO_MS), topics);
    const isOurs = last.epoch === epoch || (last.epoch === null && last.position <= position);
    if (!isOurs) return topics.length === 0 ? [] : [resync(topics, 'epoch')];
    return reader.catchUp(this.#ring, last.position, topics);
  }

  #take(batch: EventBatch): void {
    this.#ring.add(batch);
    if (this.#streams.size === 0) return;
    this.#touches.add(batch);
    if (this.#tokens >= 1) this.#plan();
  }

  /** All that arrives in the same turn is sent together. */
  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    this.#parts.context.clock.nextTurn(() => {
      this.#isPlanned = false;
      this.#flush();
    });
  }

  /** Said to whoever comes; silence means that the store is well and nothing is held. */
  #trouble(rights: Asker['rights']): LiveEvent[] {
    const { registry, holds } = this.#parts.context;
    const trouble: LiveEvent[] = [];
    if (registry.storeHealth.kind !== 'well') trouble.push({ event: 'store', data: registry.storeHealth });
    const { hold } = holds;
    if (hold !== null) trouble.push({ event: 'hold', data: holdState(hold, rights) });
    return trouble;
  }

  /** Without a commit there is no other event that could tell, so both are looked at with every tick. */
  #lookAtTrouble(): void {
    const { registry, holds } = this.#parts.context;
    const store = registry.storeHealth;
    if (!isDeepStrictEqual(store, this.#store)) {
      this.#store = store;
      this.#toAll(() => ({ event: 'store', data: store }));
    }
    const { hold } = holds;
    if (!isDeepStrictEqual(hold, this.#held)) {
      this.#held = hold;
      this.#toAll((rights) => ({ event: 'hold', data: holdState(hold, rights) }));
    }
  }

  #toAll(eventFor: (rights: Asker['rights']) => LiveEvent): void {
    for (const stream of this.#streams.values()) {
      if (this.#mayGoOn(stream)) stream.send([eventFor(stream.reader.rights)]);
    }
  }

  #tick(): void {
    this.#ticks += 1;
    this.#lookAtTrouble();
    this.#tokens = Math.min(SENDS_PER_SECOND, this.#tokens + (SENDS_PER_SECOND * TICK_MS) / 1000);
    for (const { operationId } of this.#parts.context.tracker.look()) this.#touches.uptakes.add(operationId);
    if (this.#ticks % TICKS_PER_HEARTBEATS === 0) this.#touches.beats = true;
    if (this.#budget.takeDue()) this.#touches.due = true;
    this.#flush();
    if (this.#ticks % TICKS_PER_BEAT === 0) this.#beat();
  }

  #flush(): void {
    if (this.#touches.isEmpty) return;
    const touches = this.#touches;
    this.#touches = new Touches();
    if (this.#streams.size === 0) return;
    this.#tokens -= 1;
    for (const stream of this.#streams.values()) {
      if (!stream.takes || !this.#mayGoOn(stream)) continue;
      try {
        stream.send(stream.reader.eventsFor(touches));
      } catch (error) {
        // One reader's trouble is not the others': it reads again.
        this.#parts.onBug(error, 'live');
        stream.send([resync(stream.reader.topics, 'gap')]);
      }
    }
  }

  #beat(): void {
    const { context } = this.#parts;
    const beat = { position: String(context.state.position), at: context.clock.wallMs() };
    for (const stream of this.#streams.values()) {
      stream.reader.keepSets();
      if (this.#mayGoOn(stream)) stream.beat({ event: 'beat', data: beat });
    }
  }

  /** Asked before everything that is sent: who was signed out, or has other rights now, gets nothing more. */
  #mayGoOn(stream: Stream): boolean {
    if (this.#parts.isStill(stream.session, stream.reader.rights)) return true;
    stream.end([{ event: 'bye', data: { why: 'signedOut', retryMs: BYE_RETRY_MS } }]);
    this.#streams.delete(stream.id);
    return false;
  }
}
