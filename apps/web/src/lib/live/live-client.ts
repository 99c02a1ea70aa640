import type { LiveEvent, TopicsRequest } from '@cynosure/shared/console/events.ts';
import type { HoldState } from '@cynosure/shared/console/hold.ts';
import type { StoreState } from '@cynosure/shared/console/store.ts';
import { noteServerTime } from '../clock.ts';
import { http, openStream, type Snapshot } from '../http.ts';
import { RequestError } from '../problem.ts';
import { parseEventId } from './event-id.ts';
import { type LiveReader, ReaderSet } from './reader-set.ts';
import { sseReader } from './sse-reader.ts';
import { type LiveFacts, type LiveWord, liveWord, retryDelayMs, STALE_MS, silenceMs } from './status.ts';

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
const HELLO_WITHIN_MS = 5_000;
const POLL_EVERY_MS = 5_000;
const STREAM_AGAIN_MS = 60_000;
const HIDDEN_CLOSES_MS = 5 * 60_000;
const FAILURES_UNTIL_POLLING = 3;
const TOPICS_SETTLE_MS = 60;
/**
 * The page's one connection for live data: the event stream, and polling where a proxy does not let streams
 * through. It says truthfully how fresh the data are and asks its readers to read again whenever it may have
 * missed something.
 */
export class LiveClient {
  readonly #readers = new ReaderSet();
  readonly #listeners = new Set<() => void>();
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
  #failures = 0;
  #retryAt: number | undefined;
  #epoch: string | undefined;
  #lastId: string | undefined;
  #stream: string | undefined;
  #abort: AbortController | undefined;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #tick: ReturnType<typeof setInterval> | undefined;
  #topicsTimer: ReturnType<typeof setTimeout> | undefined;
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  #sentTopics = '';
  readonly #siblings = siblings();

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
    this.#tick = setInterval(() => this.#look(), 500);
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#siblings?.addEventListener('message', this.#onSibling);
    // The parts of the first page name their topics in the same breath.
    this.#after(TOPICS_SETTLE_MS, () => this.#connect());
  }

  stop(): void {
    clearInterval(this.#tick);
    this.#tick = undefined;
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#siblings?.removeEventListener('message', this.#onSibling);
    this.#disconnect();
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
    this.#disconnect();
    this.#connect();
  }

  #connect(): void {
    this.#retryAt = undefined;
    if (this.#facts.polling) this.#poll();
    else void this.#openStream();
  }

  #disconnect(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#stream = undefined;
    this.#facts.open = false;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }

  async #openStream(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#sentTopics = this.#readers.topics().join(',');
    let greeted = false;
    this.#after(HELLO_WITHIN_MS, () => {
      if (!greeted && this.#abort === abort) abort.abort();
    });
    try {
      const headers = new Headers({ Accept: 'text/event-stream' });
      if (this.#lastId) headers.set('Last-Event-ID', this.#lastId);
      const query = new URLSearchParams({ topics: this.#sentTopics });
      const response = await openStream(`/events?${query}`, {
        headers,
        signal: abort.signal,
        cache: 'no-store',
      });
      const read = sseReader();
      const body = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await body?.read(); part && !part.done; part = await body?.read()) {
        for (const message of read(part.value)) {
          greeted ||= message.event === 'hello';
          this.#take(message.event, message.id, message.data);
        }
      }
    } catch (error) {
      if (error instanceof RequestError && error.status === 401) return;
    }
    if (this.#abort === abort) this.#ended(greeted);
  }

  #ended(greeted: boolean): void {
    this.#disconnect();
    this.#failures = greeted ? 0 : this.#failures + 1;
    if (this.#failures >= FAILURES_UNTIL_POLLING) this.#facts.polling = true;
    this.#retryIn(retryDelayMs(this.#attempts, Math.random()));
    this.#attempts += 1;
    this.#look();
  }

  #retryIn(ms: number): void {
    this.#retryAt = Date.now() + ms;
    this.#after(ms, () => this.#connect());
  }

  #poll(): void {
    const started = Date.now();
    const once = async (): Promise<void> => {
      if (Date.now() - started >= STREAM_AGAIN_MS) {
        this.#facts.polling = false;
        this.#failures = FAILURES_UNTIL_POLLING - 1; // One more failure and polling goes on.
        return this.#openStream();
      }
      try {
        await this.#pollOnce();
        this.#after(POLL_EVERY_MS, () => void once());
      } catch (error) {
        if (error instanceof RequestError && error.status === 401) return;
        this.#retryIn(retryDelayMs(this.#attempts, Math.random()));
        this.#attempts += 1;
      }
    };
    void once();
  }

  async #pollOnce(): Promise<void> {
    const since = parseEventId(this.#lastId)?.position ?? this.#state.position ?? '0';
    const query = new URLSearchParams({ since, topics: this.#readers.topics().join(',') });
    const answer: Snapshot<{ event: string; id?: string; data: unknown }[] | undefined> = await http.get(
      `/changes?${query}`,
    );
    this.#heard(answer.position);
    // As after a hello: a store that is not well, and what is held, are named in the answer.
    this.#store = WELL;
    this.#hold = NOTHING_HELD;
    for (const one of answer.value ?? []) this.#take(one.event, one.id, JSON.stringify(one.data));
  }

  #take(name: string, id: string | undefined, data: string): void {
    let event: LiveEvent;
    try {
      event = { event: name, data: JSON.parse(data), ...(id ? { id } : {}) } as LiveEvent; // By data-shapes §3; readers take what they know.
    } catch {
      return;
    }
    const at = parseEventId(id);
    if (id && at) this.#lastId = id;
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
        this.#attempts = 0;
        return;
      default:
        this.#hand(event, at?.position);
    }
  }

  #greet(hello: { stream: string; epoch: string; position: string; at: number }): void {
    noteServerTime(hello.at);
    this.#stream = hello.stream;
    this.#store = WELL;
    this.#hold = NOTHING_HELD;
    this.#siblings?.postMessage('opened');
    this.#facts.open = true;
    this.#attempts = 0;
    this.#failures = 0;
    this.#heard(hello.position);
    const restarted = this.#epoch !== undefined && this.#epoch !== hello.epoch;
    this.#epoch = hello.epoch;
    if (restarted) {
      this.#lastId = undefined;
      this.#resync([]);
    }
    this.#topicsChanged();
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

  #heard(position: string | undefined): void {
    this.#facts.lastHeardAt = Date.now();
    if (position) this.#state = { ...this.#state, position };
  }

  /** Several parts of a page come and go in one paint; the server hears of the outcome. */
  #topicsChanged(): void {
    clearTimeout(this.#topicsTimer);
    this.#topicsTimer = setTimeout(() => {
      const topics = this.#readers.topics();
      if (!this.#stream || topics.join(',') === this.#sentTopics) return;
      this.#sentTopics = topics.join(',');
      const since = this.#readers.since();
      const request: TopicsRequest = { topics, ...(since ? { since } : {}) };
      http.put(`/events/${encodeURIComponent(this.#stream)}/topics`, request).catch(() => this.reconnect());
    }, TOPICS_SETTLE_MS);
  }

  #look(): void {
    const now = Date.now();
    if (this.#facts.open && silenceMs(this.#facts, now) >= STALE_MS) this.#ended(true);
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
    if (document.hidden) {
      this.#hiddenTimer = setTimeout(() => this.#disconnect(), HIDDEN_CLOSES_MS);
    } else if (!this.#abort && !this.#facts.polling) {
      this.reconnect();
    }
  };

  /** Browsers allow six connections to a server: a tab that nobody sees gives its own up for one that opens. */
  #onSibling = (): void => {
    if (document.hidden) this.#disconnect();
  };

  #after(ms: number, run: () => void): void {
    this.#timers.push(setTimeout(run, ms));
    if (this.#timers.length > 50) this.#timers.splice(0, 25); // The oldest have fired long ago.
  }
}

const siblings = (): BroadcastChannel | undefined =>
  typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('cynosure.live');

const freshFacts = (): LiveFacts => ({
  startedAt: Date.now(),
  lastHeardAt: undefined,
  open: false,
  polling: false,
  paused: false,
  resyncSince: undefined,
});
