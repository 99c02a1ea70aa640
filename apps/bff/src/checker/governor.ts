import { OWN_NAMESPACE, OWN_SERVICE } from '../registry/own-service.ts';
import type { RegistryState } from '../registry/state.ts';
import type { InstanceTable } from '../registry/tables/instance-table.ts';
import { MISSED_BEATS } from './deadline.ts';
import type { Duty } from './duty.ts';
import { type Hearing, judgeHearing } from './hearing.ts';

/** Our hearing is judged at most so often: it looks at every row. */
const JUDGE_EVERY_MS = 250;
/** A link that was lost so recently makes silence doubtful: 3 × the usual TTL. */
const LINK_LOST_MS = 15_000;

/** What is held and why, for people. Times are epoch ms. */
export interface Hold {
  readonly instances: number;
  /** Names the hold, too: the next one begins later. */
  readonly sinceAt: number;
  /** Instances heard in their last TTL, of those that promised to beat. */
  readonly heard: number;
  readonly expected: number;
  /** Zones that are silent; 0 once hearing is clear again. */
  readonly zones: number;
  /** When the last of them turns unhealthy by itself; null while hearing is in doubt. */
  readonly endsAt: number | null;
}

/**
 * The flip governor (core.md §5): holds downward flips while our own hearing is in doubt, and only then. A
 * hold ends for one instance by its beat, for all by an operator, or after 3 × TTL of clear hearing; what is
 * still silent then flips.
 */
export class Governor {
  readonly #state: RegistryState;
  readonly #table: InstanceTable;
  readonly #enabled: boolean;
  /** Slot → `bornAt` of what is held. */
  readonly #held = new Map<number, number>();
  #duty: Duty | null = null;
  #sinceAt = 0;
  #judgedAt = Number.NEGATIVE_INFINITY;
  #hearing: Hearing = { kind: 'clear', heard: 0, expected: 0 };
  /** Since when hearing has been clear without a break, on the listening clock. */
  #clearSince = 0;
  #clearSinceWallMs = 0;
  /** Of what has been held since the hold began, in seconds. */
  #longestTtl = 0;

  constructor(state: RegistryState, enabled: boolean) {
    this.#state = state;
    this.#table = state.instances;
    this.#enabled = enabled;
  }

  /** From here on only what is our duty counts, and links to other nodes do. */
  share(duty: Duty): void {
    this.#duty = duty;
  }

  get hold(): Hold | null {
    if (this.#held.size === 0) return null;
    const { heard, expected } = this.#hearing;
    const zones = this.#hearing.kind === 'doubtful' ? this.#hearing.zones : 0;
    const endsAt = this.#isInDoubt() ? null : this.#clearSinceWallMs + MISSED_BEATS * this.#longestTtl * 1000;
    return { instances: this.#held.size, sinceAt: this.#sinceAt, heard, expected, zones, endsAt };
  }

  /** What is held, as slots. */
  *slots(): IterableIterator<number> {
    for (const [slot, bornAt] of this.#held) {
      if (this.#table.isLive(slot) && this.#table.bornAt[slot] === bornAt) yield slot;
    }
  }

  isHeld(slot: number): boolean {
    return this.#held.has(slot);
  }

  /** Which of the overdue may flip now; the others are held from `wallMs` on. */
  admit(overdue: readonly number[], now: number, wallMs: number): readonly number[] {
    if (!this.#enabled || overdue.length === 0) return overdue;
    this.#judge(now, wallMs);
    if (this.#hearing.kind === 'clear' && this.#held.size === 0) return overdue;
    if (this.#held.size === 0) {
      this.#sinceAt = wallMs;
      this.#longestTtl = 0;
    }
    for (const slot of overdue) {
      this.#held.set(slot, this.#table.bornAt[slot] ?? 0);
      this.#longestTtl = Math.max(this.#longestTtl, this.#table.ttlSeconds[slot] ?? 0);
    }
    return [];
  }

  /** A sign of life ends the hold of one; answers whether it was held. */
  heard(slot: number): boolean {
    return this.#held.size > 0 && this.#held.delete(slot);
  }

  /** Held ones that are due now that hearing has been clear for their 3 × TTL. Called with every look. */
  due(now: number, wallMs: number): readonly number[] {
    if (this.#held.size === 0) return [];
    this.#judge(now, wallMs);
    if (this.#isInDoubt()) return [];
    return this.#take(
      (slot) => now - this.#clearSince >= MISSED_BEATS * (this.#table.ttlSeconds[slot] ?? 0) * 1000,
    );
  }

  /** Ends the hold by hand: answers all that are held. Whether they flip is the caller's. */
  end(): readonly number[] {
    return this.#take(() => true);
  }

  #isInDoubt(): boolean {
    return this.#hearing.kind === 'doubtful';
  }

  #take(isDue: (slot: number) => boolean): number[] {
    const taken: number[] = [];
    for (const [slot, bornAt] of this.#held) {
      const isSame = this.#table.isLive(slot) && this.#table.bornAt[slot] === bornAt;
      if (!isSame) this.#held.delete(slot);
      else if (isDue(slot)) {
        this.#held.delete(slot);
        taken.push(slot);
      }
    }
    return taken;
  }

  #ownService(): number {
    return this.#state.services.service(OWN_NAMESPACE, OWN_SERVICE)?.service.key ?? -1;
  }

  #judge(now: number, wallMs: number): void {
    if (now - this.#judgedAt < JUDGE_EVERY_MS) return;
    this.#judgedAt = now;
    const duty = this.#duty;
    const wasInDoubt = this.#hearing.kind === 'doubtful';
    this.#hearing = judgeHearing(this.#table, now, {
      ownService: this.#ownService(),
      ...(duty === null
        ? {}
        : { isOurs: (slot: number) => duty.isOurs(slot), isLinkLost: now - duty.linkLostAt < LINK_LOST_MS }),
    });
    if (!wasInDoubt || this.#isInDoubt()) return;
    this.#clearSince = now;
    this.#clearSinceWallMs = wallMs;
  }
}
