import { done, type Outcome } from '@cynosure/shared/outcome.ts';
import type { Cancel } from '../clock.ts';
import type { Actor } from '../registry/model.ts';
import type { Registry } from '../registry/registry.ts';
import {
  endSessions,
  keepSession,
  newSessionId,
  type SessionRecord,
  sessionKey,
  sessionRecord,
  startSession,
} from './session-record.ts';
import { type User, userById } from './user.ts';

const HOUR_MS = 60 * 60 * 1000;
const IDLE_MS = 12 * HOUR_MS;
const ABSOLUTE_MS = 7 * 24 * HOUR_MS;
const KEEP_EVERY_MS = HOUR_MS;
const SWEEP_EVERY_MS = HOUR_MS;

/** A session in force and whose it is. */
export interface LiveSession {
  readonly user: User;
  /** Names the session without being its secret. */
  readonly key: string;
  /** Milliseconds until it ends, if it is not used meanwhile. */
  readonly endsInMs: number;
}

interface Seen {
  /** Monotonic ms. */
  at: number;
  /** When that was last written down, monotonic ms. */
  keptAt: number;
}

/**
 * Sessions of the console (decision 22, 23). The cookie's value is known to the browser alone; idle ones end
 * after 12 h, all after 7 days. When they were last used is kept in memory and written once an hour.
 */
export class Sessions {
  readonly #registry: Registry;
  readonly #seen = new Map<string, Seen>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** Starts a session for somebody whose password was right; answers the value of the cookie. */
  async start(user: User, by: Actor, replaces: string | undefined): Promise<Outcome<string>> {
    const id = newSessionId();
    const started = await this.#registry.run(
      startSession({
        key: sessionKey(id),
        by,
        userId: user.id,
        address: by.address ?? '',
        replaces: replaces === undefined ? null : sessionKey(replaces),
      }),
    );
    return started.code === 'ExecuteSuccess' ? done(id) : started;
  }

  /** The session behind a cookie's value, which counts as used now; undefined where there is none in force. */
  find(id: string | undefined): LiveSession | undefined {
    if (id === undefined) return undefined;
    const key = sessionKey(id);
    const record = sessionRecord(this.#registry.state, key);
    if (record === undefined) return undefined;
    const leftMs = this.#leftMs(key, record);
    const user = userById(this.#registry.state, record.userId);
    if (leftMs <= 0 || user === undefined) {
      void this.#end([key]);
      return undefined;
    }
    this.#use(key, record);
    return { user, key, endsInMs: this.#leftMs(key, record) };
  }

  /** Whose session is in force, without using it. */
  userOf(key: string): User | undefined {
    const record = sessionRecord(this.#registry.state, key);
    if (record === undefined || this.#leftMs(key, record) <= 0) return undefined;
    return userById(this.#registry.state, record.userId);
  }

  /** Ends a session; answers success for one that has ended already. */
  end(key: string, by: Actor): Promise<Outcome<null>> {
    return this.#end([key], by);
  }

  /** When a session was last used. Epoch ms. */
  lastSeenAt(key: string, record: SessionRecord): number {
    const { clock } = this.#registry;
    const seen = this.#seen.get(key);
    return seen === undefined ? record.lastSeenAt : clock.wallMs() - (clock.monotonicMs() - seen.at);
  }

  /** Ends what is over by time or whose user is gone. */
  async sweep(): Promise<void> {
    const { state } = this.#registry;
    const over = [...state.kept.session.keys()].filter((key) => {
      const record = sessionRecord(state, key);
      return record === undefined || this.#leftMs(key, record) <= 0 || !userById(state, record.userId);
    });
    if (over.length > 0) await this.#end(over);
    for (const key of this.#seen.keys()) if (!state.kept.session.has(key)) this.#seen.delete(key);
  }

  /** Sweeps once an hour from now on. */
  startSweeping(): Cancel {
    return this.#registry.clock.every(SWEEP_EVERY_MS, () => void this.sweep());
  }

  #end(keys: readonly string[], by: Actor | null = null): Promise<Outcome<null>> {
    for (const key of keys) this.#seen.delete(key);
    return this.#registry.run(endSessions(keys, by));
  }

  #leftMs(key: string, record: SessionRecord): number {
    const { clock } = this.#registry;
    const seen = this.#seen.get(key);
    // While we run, idleness is judged on monotonic time: setting the clock signs nobody out as idle.
    const idleMs = seen === undefined ? clock.wallMs() - record.lastSeenAt : clock.monotonicMs() - seen.at;
    const ageMs = clock.wallMs() - record.createdAt;
    return Math.min(IDLE_MS - Math.max(0, idleMs), ABSOLUTE_MS - Math.max(0, ageMs));
  }

  #use(key: string, record: SessionRecord): void {
    const { clock } = this.#registry;
    const now = clock.monotonicMs();
    const seen = this.#seen.get(key) ?? { at: now, keptAt: now - (clock.wallMs() - record.lastSeenAt) };
    seen.at = now;
    this.#seen.set(key, seen);
    if (now - seen.keptAt < KEEP_EVERY_MS) return;
    seen.keptAt = now;
    void this.#registry.run(keepSession(key));
  }
}
