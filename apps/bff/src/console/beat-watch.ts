import type { Instance } from '@cynosure/shared/console/instance.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { RegistryState } from '../registry/state.ts';

const LOOK_EVERY_MS = 250;
const MOST_BEATS = 60;
const MOST_WATCHED = 200;
const WATCH_MS = 10 * 60_000;

interface Watched {
  readonly beats: { at: number; gapMs: number }[];
  lastAt: number;
  until: number;
}

/**
 * The last heartbeats of instances that somebody looks at. The registry keeps only the newest beat of each
 * (a beat is one column write), so a history begins when it is first asked for and is kept up for 10 minutes.
 */
export class BeatWatch {
  readonly #state: RegistryState;
  readonly #clock: Clock;
  readonly #watched = new Map<string, Watched>();
  #cancel: Cancel | null = null;

  constructor(state: RegistryState, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  /** What has been heard since the first time that this was asked, oldest first, at most 60. */
  of(id: string): Instance['beats'] {
    const known = this.#watched.get(id);
    const watched = known ?? { beats: [], lastAt: 0, until: 0 };
    watched.until = this.#clock.monotonicMs() + WATCH_MS;
    if (known === undefined) this.#start(id, watched);
    this.#look(id, watched);
    return [...watched.beats];
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#watched.clear();
  }

  #start(id: string, watched: Watched): void {
    this.#watched.set(id, watched);
    if (this.#watched.size > MOST_WATCHED) {
      const oldest = this.#watched.keys().next();
      if (!oldest.done) this.#watched.delete(oldest.value);
    }
    this.#cancel ??= this.#clock.every(LOOK_EVERY_MS, () => this.#lookAtAll());
  }

  #lookAtAll(): void {
    const now = this.#clock.monotonicMs();
    for (const [id, watched] of this.#watched) {
      if (watched.until <= now) this.#watched.delete(id);
      else this.#look(id, watched);
    }
    if (this.#watched.size === 0) this.stop();
  }

  #look(id: string, watched: Watched): void {
    const slot = this.#state.instances.slotOf(id);
    const at = slot === -1 ? 0 : (this.#state.instances.beatWallMs[slot] ?? 0);
    if (at === 0 || at === watched.lastAt) return;
    const gapMs = watched.lastAt === 0 ? 0 : Math.max(0, at - watched.lastAt);
    watched.lastAt = at;
    watched.beats.push({ at, gapMs });
    if (watched.beats.length > MOST_BEATS) watched.beats.shift();
  }
}
