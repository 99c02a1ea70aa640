import type { TopicsRequest } from '@cynosure/shared/console/events.ts';
import { http, openStream, type Snapshot } from '../http.ts';
import { RequestError } from '../problem.ts';
import { isLater, parseEventId } from './event-id.ts';
import { type SseMessage, sseReader } from './sse-reader.ts';
import { retryDelayMs, STALE_MS } from './status.ts';

/** What is known of a connection; times are this browser's epoch ms. */
export type ConnectionFacts = {
  /** The stream has said hello and has not ended. */
  open: boolean;
  /** Streams do not get through; changes are asked for every 5 s. */
  polling: boolean;
  attempts: number;
  retryAt: number | undefined;
};

export type ConnectionEvents = {
  onMessage: (message: SseMessage) => void;
  /** Something was heard that is no message: the answer to a poll. */
  onHeard: (position: string) => void;
  onFacts: (facts: ConnectionFacts) => void;
};

const HELLO_WITHIN_MS = 5_000;
const POLL_EVERY_MS = 5_000;
const STREAM_AGAIN_MS = 60_000;
const FAILURES_UNTIL_POLLING = 3;
const WATCH_EVERY_MS = 500;
const SIGNED_OUT = 401;

/**
 * One connection for live data: the event stream, and polling where a proxy does not let streams through. It
 * connects again by itself, later each time, and goes on where it was.
 */
export class LiveConnection {
  readonly #events: ConnectionEvents;
  #topics: readonly string[] = [];
  #sentTopics = '';
  /** Last event that was seen, here or in another tab: from there it goes on. */
  lastId: string | undefined;
  #stream: string | undefined;
  #abort: AbortController | undefined;
  #polling = false;
  #failures = 0;
  #attempts = 0;
  #retryAt: number | undefined;
  #heardAt = 0;
  /** Up to where the last poll has read; the place of the first one is the hello's or nothing. */
  #position = '0';
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #watch: ReturnType<typeof setInterval> | undefined;

  constructor(events: ConnectionEvents) {
    this.#events = events;
  }

  get isRunning(): boolean {
    return this.#watch !== undefined;
  }

  start(topics: readonly string[], lastId: string | undefined): void {
    this.#topics = topics;
    this.lastId = lastId ?? this.lastId;
    if (this.#watch) return;
    this.#watch = setInterval(() => this.#look(), WATCH_EVERY_MS);
    this.#connect();
  }

  stop(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
    this.#disconnect();
  }

  /** Tries at once instead of waiting for the next attempt. */
  reconnect(): void {
    if (!this.#watch) return;
    this.#disconnect();
    this.#connect();
  }

  /** `since`: where the newcomers have read; `again`: topics that are sent from there on although they are not new. */
  follow(topics: readonly string[], since: string | undefined, again: readonly string[] = []): void {
    this.#topics = topics;
    if (!this.#stream || (topics.join(',') === this.#sentTopics && again.length === 0)) return;
    this.#sentTopics = topics.join(',');
    const request: TopicsRequest = {
      topics: [...topics],
      ...(since ? { since } : {}),
      ...(again.length > 0 ? { again: [...again] } : {}),
    };
    http.put(`/events/${encodeURIComponent(this.#stream)}/topics`, request).catch(() => this.reconnect());
  }

  #connect(): void {
    this.#retryAt = undefined;
    if (this.#polling) this.#poll();
    else void this.#openStream();
    this.#tell();
  }

  #disconnect(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#stream = undefined;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  async #openStream(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#sentTopics = this.#topics.join(',');
    this.#heardAt = Date.now();
    let greeted = false;
    this.#after(HELLO_WITHIN_MS, () => {
      if (!greeted && this.#abort === abort) abort.abort();
    });
    try {
      const headers = new Headers({ Accept: 'text/event-stream' });
      if (this.lastId) headers.set('Last-Event-ID', this.lastId);
      const query = new URLSearchParams({ topics: this.#sentTopics });
      const init = { headers, signal: abort.signal, cache: 'no-store' as const };
      const response = await openStream(`/events?${query}`, init);
      const read = sseReader();
      const body = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await body?.read(); part && !part.done; part = await body?.read()) {
        for (const message of read(part.value)) {
          greeted ||= message.event === 'hello';
          this.#take(message);
        }
      }
    } catch (error) {
      if (error instanceof RequestError && error.status === SIGNED_OUT) return;
    }
    if (this.#abort === abort) this.#ended(greeted);
  }

  #ended(greeted: boolean): void {
    this.#disconnect();
    this.#failures = greeted ? 0 : this.#failures + 1;
    if (this.#failures >= FAILURES_UNTIL_POLLING) this.#polling = true;
    this.#retry();
  }

  #retry(): void {
    const ms = retryDelayMs(this.#attempts, Math.random());
    this.#attempts += 1;
    this.#retryAt = Date.now() + ms;
    this.#after(ms, () => this.#connect());
    this.#tell();
  }

  #poll(): void {
    const started = Date.now();
    const once = async (): Promise<void> => {
      if (Date.now() - started >= STREAM_AGAIN_MS) {
        this.#polling = false;
        this.#failures = FAILURES_UNTIL_POLLING - 1; // One more failure and polling goes on.
        return this.#openStream();
      }
      try {
        await this.#pollOnce();
        this.#attempts = 0;
        this.#after(POLL_EVERY_MS, () => void once());
      } catch (error) {
        if (error instanceof RequestError && error.status === SIGNED_OUT) return;
        this.#retry();
      }
    };
    void once();
  }

  async #pollOnce(): Promise<void> {
    const last = parseEventId(this.lastId)?.position ?? '0';
    const since = isLater(last, this.#position) ? last : this.#position;
    const query = new URLSearchParams({ since, topics: this.#topics.join(',') });
    const answer: Snapshot<{ event: string; id?: string; data: unknown }[] | undefined> = await http.get(
      `/changes?${query}`,
    );
    this.#position = answer.position;
    this.#events.onHeard(answer.position);
    for (const { event, id, data } of answer.value ?? [])
      this.#take({ event, id, data: JSON.stringify(data) });
  }

  #take(message: SseMessage): void {
    this.#heardAt = Date.now();
    if (parseEventId(message.id)) this.lastId = message.id;
    if (message.event === 'bye') this.#attempts = 0;
    if (message.event === 'hello') {
      this.#stream = streamOf(message.data);
      this.#attempts = 0;
      this.#failures = 0;
      this.#tell();
    }
    this.#events.onMessage(message);
    // Topics may have changed while the stream was being opened.
    if (message.event === 'hello') this.follow(this.#topics, undefined);
  }

  /** A stream that has gone silent is given up: its end may never be told. */
  #look(): void {
    if (this.#stream && Date.now() - this.#heardAt >= STALE_MS) this.#ended(true);
  }

  #tell(): void {
    this.#events.onFacts({
      open: this.#stream !== undefined,
      polling: this.#polling,
      attempts: this.#attempts,
      retryAt: this.#retryAt,
    });
  }

  #after(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }
}

function streamOf(data: string): string | undefined {
  try {
    return (JSON.parse(data) as { stream?: string }).stream; // By data-shapes §3.
  } catch {
    return undefined;
  }
}
