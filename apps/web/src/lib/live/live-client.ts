import type { LiveEvent } from '@cynosure/shared/console/events.ts';
import type { HoldState } from '@cynosure/shared/console/hold.ts';
import type { StoreState } from '@cynosure/shared/console/store.ts';
import { noteServerTime } from '../clock.ts';
import type { ConnectionFacts } from './connection.ts';
import { parseEventId } from './event-id.ts';
import { type LiveReader, ReaderSet } from './reader-set.ts';
import { SharedConnection } from './shared-connection.ts';
import type { SseMessage } from './sse-reader.ts';
import { type LiveFacts, type LiveWord, liveWord, silenceMs } from './status.ts';

/** What the indicator and the banner show. */
export type LiveState = {
  word: LiveWord;
  silenceSeconds: number;
  /** Changes that were not shown while paused. */
  held: number;
  retryInSeconds: number | undefined;
  attempts: number;
  position: string | undefined;
  store: StoreState;
  hold: HoldState;
};

const WELL: StoreState = { kind: 'well' };
const NOTHING_HELD: HoldState = { kind: 'none' };

const HIDDEN_CLOSES_MS = 5 * 60_000;
const TOPICS_SETTLE_MS = 60;
const LOOK_EVERY_MS = 500;

/**
 * The page's end of the live data: hands events to the parts that follow them, says truthfully how fresh the data
 * are, and asks the parts to read again whenever something may have been missed.
 */
export class LiveClient {
  readonly #readers = new ReaderSet();
  readonly #listeners = new Set<() => void>();
  readonly #connection = new SharedConnection({
    onMessage: (message) => this.#take(message),
    onHeard: (position) => this.#polled(position),
    onFacts: (facts) => this.#connectionChanged(facts),
  });
  #state: LiveState = {
    word: 'catching-up',
    silenceSeconds: 0,
    held: 0,
    retryInSeconds: undefined,
    attempts: 0,
    position: undefined,
    store: WELL,
    hold: NOTHING_HELD,
  };
  #store = WELL;
  #hold = NOTHING_HELD;
  #facts: LiveFacts = freshFacts();
  #held = 0;
  #attempts = 0;
  #retryAt: number | undefined;
  #epoch: string | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;
  #startTimer: ReturnType<typeof setTimeout> | undefined;
  #topicsTimer: ReturnType<typeof setTimeout> | undefined;
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;

  subscribeState = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  state = (): LiveState => this.#state;

  /** Adds a reader; the stream's topics follow. Returns how to remove it. */
  read(reader: LiveReader): () => void {
    this.#readers.add(reader);
    this.#topicsChanged();
    return () => {
      this.#readers.delete(reader);
      this.#topicsChanged();
    };
  }

  /** A part has finished reading. */
  caughtUp(reader: LiveReader): void {
    this.#readers.caughtUp(reader);
  }

  start(): void {
    if (this.#tick) return;
    this.#facts = { ...freshFacts(), paused: this.#facts.paused };
    this.#tick = setInterval(() => this.#look(), LOOK_EVERY_MS);
    document.addEventListener('visibilitychange', this.#onVisibility);
    // The parts of the first page name their topics in the same breath.
    this.#startTimer = setTimeout(() => this.#connection.start(this.#readers.topics()), TOPICS_SETTLE_MS);
  }

  stop(): void {
    clearInterval(this.#tick);
    clearTimeout(this.#startTimer);
    this.#tick = undefined;
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#connection.stop();
  }

  pause(): void {
    this.#held = 0;
    this.#facts.paused = true;
    this.#look();
  }

  resume(): void {
    this.#facts.paused = false;
    this.#held = 0;
    this.#resync([]);
    this.#look();
  }

  /** Tries at once instead of waiting for the next attempt. */
  reconnect(): void {
    this.#connection.reconnect();
  }

  #connectionChanged({ open, polling, attempts, retryAt }: ConnectionFacts): void {
    this.#facts.open = open;
    this.#facts.polling = polling;
    this.#attempts = attempts;
    this.#retryAt = retryAt;
    this.#look();
  }

  #take({ event: name, id, data }: SseMessage): void {
    let event: LiveEvent;
    try {
      event = { event: name, data: JSON.parse(data), ...(id ? { id } : {}) } as LiveEvent; // By data-shapes §3; readers take what they know.
    } catch {
      return;
    }
    const at = parseEventId(id);
    this.#heard(at?.position);
    switch (event.event) {
      case 'hello':
        this.#greet(event.data);
        return;
      case 'beat':
        noteServerTime(event.data.at);
        this.#heard(event.data.position);
        return;
      case 'store':
        this.#store = event.data;
        this.#look();
        return;
      case 'hold':
        this.#hold = event.data;
        this.#look();
        return;
      case 'resync':
        this.#resync(event.data.topics);
        return;
      case 'bye':
        return;
      default:
        this.#hand(event, at?.position);
    }
  }

  #greet(hello: { epoch: string; position: string; at: number }): void {
    noteServerTime(hello.at);
    this.#store = WELL;
    this.#hold = NOTHING_HELD;
    this.#heard(hello.position);
    const restarted = this.#epoch !== undefined && this.#epoch !== hello.epoch;
    this.#epoch = hello.epoch;
    if (restarted) this.#resync([]);
    this.#look();
  }

  #hand(event: LiveEvent, position: string | undefined): void {
    if (this.#facts.paused) {
      this.#held += 1;
      return;
    }
    this.#readers.hand(event, position);
  }

  #resync(topics: readonly string[]): void {
    if (this.#facts.paused) {
      this.#held += 1;
      return;
    }
    const since = Date.now();
    this.#facts.resyncSince = since;
    void this.#readers.resync(topics).then(() => {
      if (this.#facts.resyncSince === since) this.#facts.resyncSince = undefined;
      this.#look();
    });
  }

  /** As after a hello: a store that is not well, and what is held, are named in the answer. */
  #polled(position: string): void {
    this.#store = WELL;
    this.#hold = NOTHING_HELD;
    this.#heard(position);
  }

  #heard(position: string | undefined): void {
    this.#facts.lastHeardAt = Date.now();
    if (position) this.#state = { ...this.#state, position };
  }

  /** Several parts of a page come and go in one paint; the server hears of the outcome. */
  #topicsChanged(): void {
    clearTimeout(this.#topicsTimer);
    this.#topicsTimer = setTimeout(
      () => this.#connection.follow(this.#readers.topics(), this.#readers.since()),
      TOPICS_SETTLE_MS,
    );
  }

  #look(): void {
    const now = Date.now();
    const word = liveWord(this.#facts, now);
    const next: LiveState = {
      word,
      silenceSeconds: word === 'stale' ? Math.floor(silenceMs(this.#facts, now) / 1000) : 0,
      held: this.#held,
      retryInSeconds:
        this.#retryAt === undefined ? undefined : Math.max(0, Math.ceil((this.#retryAt - now) / 1000)),
      attempts: this.#attempts,
      position: this.#state.position,
      store: this.#store,
      hold: this.#hold,
    };
    document.documentElement.dataset.live = word;
    if (Object.entries(next).every(([name, value]) => this.#state[name as keyof LiveState] === value)) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }

  #onVisibility = (): void => {
    clearTimeout(this.#hiddenTimer);
    if (document.hidden)
      this.#hiddenTimer = setTimeout(() => this.#connection.shown(false), HIDDEN_CLOSES_MS);
    else this.#connection.shown(true);
  };
}

const freshFacts = (): LiveFacts => ({
  startedAt: Date.now(),
  lastHeardAt: undefined,
  open: false,
  polling: false,
  paused: false,
  resyncSince: undefined,
});
