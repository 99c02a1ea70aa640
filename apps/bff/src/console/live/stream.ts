import type { LiveEvent } from '@cynosure/shared/console/events.ts';
import type { Response } from 'express';
import { type Reader, resync } from './reader.ts';
import { sseText } from './sse.ts';

/** More than this queued for a reader and it is told to read again instead (data-shapes §3, rule 4). */
const MOST_QUEUED = 1024 * 1024;
/** Beats that a slow reader may miss before its connection is cut: half a minute. */
const MOST_MISSED_BEATS = 6;

/** One open event stream: writes what its reader is told, and no more than it takes. */
export class Stream {
  readonly id: string;
  readonly session: string;
  readonly reader: Reader;
  readonly #response: Response;
  #overflown = false;
  #open = true;
  #missedBeats = 0;

  constructor(id: string, session: string, reader: Reader, response: Response) {
    this.id = id;
    this.session = session;
    this.reader = reader;
    this.#response = response;
    response.status(200);
    response.set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // Some proxies collect answers; this one must flow.
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    response.on('drain', () => this.#drained());
    response.on('close', () => {
      this.#open = false;
    });
  }

  get isOpen(): boolean {
    return this.#open && !this.#response.destroyed;
  }

  /** Whether events are of use to it: not while it is slow. */
  get takes(): boolean {
    return this.isOpen && !this.#overflown;
  }

  send(events: readonly LiveEvent[]): void {
    if (!this.takes || events.length === 0) return;
    if (this.#response.writableLength > MOST_QUEUED) {
      // What is dropped from here on is made up for by a resync once it has read the rest.
      this.#overflown = true;
      return;
    }
    this.#response.write(events.map(sseText).join(''));
  }

  /** A beat; a reader that takes nothing any more is cut off and comes back by itself. */
  beat(event: LiveEvent): void {
    if (this.takes) {
      this.#missedBeats = 0;
      this.send([event]);
      return;
    }
    this.#missedBeats += 1;
    if (this.#missedBeats > MOST_MISSED_BEATS) this.#response.destroy();
  }

  end(events: readonly LiveEvent[]): void {
    if (!this.isOpen) return;
    this.#open = false;
    this.#response.end(events.map(sseText).join(''));
  }

  #drained(): void {
    if (!this.#overflown) return;
    this.#overflown = false;
    this.send([resync(this.reader.topics, 'overflow')]);
  }
}
