import type { LiveEvent } from '@cynosure/shared/console/events.ts';
import { isLater } from './event-id.ts';

/** What a part of a page does with events. */
export type LiveReader = {
  topics: readonly string[];
  /** Events up to here are already in what the part read; undefined while it is still reading. */
  since: string | undefined;
  /** `position` is where the event stands; absent for those without. */
  onEvent(event: LiveEvent, position: string | undefined): void;
  /** Something was missed: read again. Resolves when that is done. */
  onResync(): Promise<unknown> | undefined;
};

type Waiting = { event: LiveEvent; position: string | undefined };

/** Events kept for a part that is still reading; beyond that it reads again. */
const MOST_WAITING = 1_000;

/**
 * The parts of the page that follow the registry. Each gets the events after what it has read, in order; those
 * that come while it is still reading wait for it.
 */
export class ReaderSet {
  readonly #readers = new Map<LiveReader, Waiting[]>();

  add(reader: LiveReader): void {
    this.#readers.set(reader, []);
  }

  delete(reader: LiveReader): void {
    this.#readers.delete(reader);
  }

  topics(): string[] {
    return [...new Set([...this.#readers.keys()].flatMap((reader) => reader.topics))].sort();
  }

  /** The oldest position that any part has read; undefined while none has. */
  since(): string | undefined {
    const known = [...this.#readers.keys()].flatMap((reader) => reader.since ?? []);
    return known.reduce<string | undefined>((low, one) => (low && isLater(one, low) ? low : one), undefined);
  }

  hand(event: LiveEvent, position: string | undefined): void {
    for (const [reader, waiting] of this.#readers) {
      if (reader.since !== undefined) handOver(reader, event, position);
      else if (waiting.length < MOST_WAITING) waiting.push({ event, position });
    }
  }

  /** A part has finished reading: what came meanwhile and is newer follows. */
  caughtUp(reader: LiveReader): void {
    const waiting = this.#readers.get(reader);
    if (!waiting || waiting.length === 0) return;
    this.#readers.set(reader, []);
    if (waiting.length >= MOST_WAITING) void reader.onResync();
    else for (const { event, position } of waiting) handOver(reader, event, position);
  }

  /** Has the parts read again that follow one of the topics; all of them where none is named. */
  async resync(topics: readonly string[]): Promise<void> {
    const lost = new Set(topics);
    const concerned = [...this.#readers.keys()].filter(
      (reader) => lost.size === 0 || reader.topics.some((topic) => lost.has(topic)),
    );
    await Promise.allSettled(concerned.map((reader) => reader.onResync()));
  }
}

function handOver(reader: LiveReader, event: LiveEvent, position: string | undefined): void {
  if (reader.since !== undefined && position && !isLater(position, reader.since)) return;
  reader.onEvent(event, position);
}
