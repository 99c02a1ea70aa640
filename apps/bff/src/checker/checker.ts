import { isDone } from '@cynosure/shared/outcome.ts';
import type { Cancel } from '../clock.ts';
import { type Flip, flipHealth } from '../registry/commands/flip-health.ts';
import type { EventBatch } from '../registry/events.ts';
import type { Registry } from '../registry/registry.ts';
import { BIT } from '../registry/tables/instance-table.ts';
import { deadlineOf, isOverdue } from './deadline.ts';
import { ANY_NODE, type Duty } from './duty.ts';
import { Governor, type Hold } from './governor.ts';
import { ListeningClock } from './listening-clock.ts';
import { UnknownBeats } from './unknown-beats.ts';

/** The checker looks so often while something is due (decision 8). */
export const LOOK_EVERY_MS = 25;
/** And so often while nothing is: well below what one tick of the listening clock may add. */
const REST_MS = 200;
/** A flip that waits longer for its commit is shown before it is durable (core.md §5). */
const SHOW_AFTER_MS = 100;
const RETRY_EVERY_MS = 1000;
const BLOCK = 4096;
const FLIPS_PER_COMMAND = 512;
/** Where more heal than this from one look to the next, their commit waits for the rest, but no longer than that. */
const MANY_HEALING = 100;
const HEALING_WAITS_MS = 250;

export type BeatAnswer = 'accepted' | 'unknown';

/** What is known of the last beat of an id. */
export interface LastBeat {
  /** Epoch seconds; 0 = none. */
  readonly seconds: number;
  readonly exists: boolean;
}

/**
 * Heartbeats in, verdicts out. A beat writes two columns and nothing else; an unhealthy instance heals at
 * its first beat. The deadlines that may have passed are looked at block by block on the listening clock, when the
 * first of them is due and every 25 ms from then on; nobody is judged before 3 × TTL of real listening after a start or
 * a pause (core.md §5).
 */
export class Checker {
  readonly #registry: Registry;
  readonly #listening: ListeningClock;
  readonly #unknown = new UnknownBeats();
  readonly #governor: Governor;
  /** Per block of slots: no deadline in it is earlier. */
  readonly #earliest: Float64Array;
  /** Of the next look on the listening clock, and how to cancel it; null = looking has not begun, or has ended. */
  #nextLook: { readonly at: number; readonly cancel: Cancel } | null = null;
  /** Nobody counts as last heard before this: start, or end of the last pause. */
  #heardFloor: number;
  /** Judging downwards stopped: the shared database does not answer (core.md §5), or another one judges (decision 27). */
  #isCutOff = false;
  /** Flips that are shown or decided and not yet committed. */
  readonly #pending = new Map<number, Flip>();
  /** Flips whose commit was refused: shown, and to be tried again. */
  readonly #refused: Flip[] = [];
  /** Healed: shown, and to be committed with one of the next looks. */
  readonly #healing = new Set<number>();
  /** How many they were at the last look, and since when they wait. */
  #healingBefore = 0;
  #healingSince = 0;
  #lastRetryAt = 0;
  #beats = 0;
  #commits: Promise<unknown> = Promise.resolve();
  /** Null: every instance is ours. */
  #duty: Duty | null = null;
  /** Number of the node through which each slot was last heard; 0 = our own doors, ANY_NODE = not known. */
  #via = new Uint8Array(0);

  /** `governor` false: nothing is ever held, for measurements (decision 11). */
  constructor(registry: Registry, options: { readonly governor?: boolean } = {}) {
    this.#registry = registry;
    this.#governor = new Governor(registry.state, options.governor ?? true);
    this.#listening = new ListeningClock(registry.clock);
    this.#heardFloor = this.#listening.now();
    const table = registry.state.instances;
    this.#earliest = new Float64Array(Math.ceil(table.maxSlots / BLOCK));
    registry.listen((batch) => this.#follow(batch));
  }

  /** Starts looking, with a full grace for everybody; returns how to stop. */
  start(): Cancel {
    this.#tick();
    this.#heardFloor = this.#listening.now();
    this.#lookAfter(LOOK_EVERY_MS);
    return () => {
      this.#nextLook?.cancel();
      this.#nextLook = null;
      this.handOver();
    };
  }

  #look(): void {
    const at = this.#tick();
    // Judged with the time of before, after what waited in the sockets has been read.
    this.#registry.clock.nextTurn(() => this.judge(at));
    const restMs = Math.ceil(this.#firstDeadline() - at);
    this.#lookAfter(Math.min(Math.max(restMs, LOOK_EVERY_MS), REST_MS));
  }

  #lookAfter(ms: number): void {
    const { clock } = this.#registry;
    this.#nextLook = { at: this.#listening.now() + ms, cancel: clock.after(ms, () => this.#look()) };
  }

  /** Something is due at that moment, on the listening clock: the next look is no later than that. */
  #lookBy(at: number): void {
    if (this.#nextLook === null) return;
    const by = Math.max(at, this.#listening.now() + LOOK_EVERY_MS);
    if (by >= this.#nextLook.at) return;
    this.#nextLook.cancel();
    this.#lookAfter(by - this.#listening.now());
  }

  /** No deadline is earlier. */
  #firstDeadline(): number {
    const blocks = Math.ceil(this.#registry.state.instances.highSlot / BLOCK);
    let first = Number.POSITIVE_INFINITY;
    for (let block = 0; block < blocks; block += 1) first = Math.min(first, this.#earliest[block] ?? 0);
    return first;
  }

  /** Before a stop: what is shown and not committed yet goes to the registry once more, which commits it as it closes. */
  handOver(): void {
    this.#lastRetryAt = Number.NEGATIVE_INFINITY;
    this.#handHealing();
    this.#retry(this.#listening.now());
  }

  /** From here on the duty is shared with other nodes. */
  share(duty: Duty): void {
    this.#duty = duty;
    this.#via = new Uint8Array(this.#registry.state.instances.maxSlots);
    this.#governor.share(duty);
  }

  /** The duty for that slot has become ours: whoever had it may have heard it just now, so it gets a full grace. */
  gain(slot: number): void {
    const table = this.#registry.state.instances;
    table.beatAt[slot] = Math.max(table.beatAt[slot] ?? 0, this.#listening.now());
    this.#via[slot] = ANY_NODE;
    this.#expect(slot);
  }

  /** A beat that the node of that number heard so long ago. Unknown ids are its business. */
  hear(id: Uint8Array, ageMs: number, via: number): void {
    const table = this.#registry.state.instances;
    const slot = table.slotOfBytes(id);
    if (slot === -1) return;
    const at = this.#listening.now() - ageMs;
    if (at <= (table.beatAt[slot] ?? 0)) return;
    table.beatAt[slot] = at;
    table.beatWallMs[slot] = this.#registry.clock.wallMs() - ageMs;
    this.#via[slot] = via;
    if (this.#governor.heard(slot)) this.#expect(slot);
    // Whoever heard it has healed it as well; the one who has the duty does not wait for that.
    if (!isOverdue(at, table.ttlSeconds[slot] ?? 0, this.#listening.now()) && this.#mayHeal(slot))
      this.#heal([slot]);
  }

  /** Of the clock on which deadlines run, in ms. */
  get listeningMs(): number {
    return this.#listening.now();
  }

  /** A sign of life by instance id. Accepted also for instances without a check, which it never heals. */
  beat(id: string): BeatAnswer {
    const slot = this.#registry.state.instances.slotOf(id);
    return slot === -1 ? this.#unknownBeat(id) : this.#beatOf(slot);
  }

  /** The same for the bytes of an id, without making text of them where it is known. */
  beatBytes(id: Uint8Array): BeatAnswer {
    const slot = this.#registry.state.instances.slotOfBytes(id);
    return slot === -1 ? this.#unknownBeat(Buffer.from(id).toString('utf8')) : this.#beatOf(slot);
  }

  /** The same for many, which were all heard now: `spans` holds where each id begins and ends in the bytes. */
  beatAll(bytes: Uint8Array, spans: Uint32Array, count: number): void {
    const table = this.#registry.state.instances;
    const now = this.#listening.now();
    const wallMs = this.#registry.clock.wallMs();
    const healed: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const from = spans[index * 2] ?? 0;
      const to = spans[index * 2 + 1] ?? 0;
      const slot = table.slotOfBytes(bytes, from, to);
      if (slot === -1) this.#unknown.accept(Buffer.from(bytes.subarray(from, to)).toString('utf8'), wallMs);
      else if (this.#heard(slot, now, wallMs)) healed.push(slot);
    }
    if (healed.length > 0) this.#heal(healed);
  }

  lastBeat(id: string): LastBeat {
    const slot = this.#registry.state.instances.slotOf(id);
    const at = slot === -1 ? this.#unknown.lastBeat(id) : this.#registry.state.instances.beatWallMs[slot];
    return at ? { seconds: Math.floor(at / 1000), exists: true } : { seconds: 0, exists: false };
  }

  /** Forgets the record of an id, as BatchDelHeartbeat asks (contract/grpc-naming.md §6). */
  forget(id: string): void {
    this.#unknown.forget(id);
    const table = this.#registry.state.instances;
    const slot = table.slotOf(id);
    if (slot !== -1) table.beatWallMs[slot] = 0;
  }

  /** Beats since the start. */
  get beats(): number {
    return this.#beats;
  }

  /** Downward flips that are held because our own hearing is in doubt; null = none (core.md §5). */
  get hold(): Hold | null {
    return this.#governor.hold;
  }

  /** The slots whose flips are held. */
  heldSlots(): Iterable<number> {
    return this.#governor.slots();
  }

  /**
   * Ends a hold by hand. `release`: what is still silent turns unhealthy now. `discard`: it gets a fresh
   * 3 × TTL. Answers how many were held. The audit record is the caller's (commands/end-hold.ts).
   */
  endHold(how: 'release' | 'discard'): number {
    const slots = this.#governor.end();
    if (how === 'release') this.#flip(slots.map((slot) => this.#flipOf(slot, false)));
    else {
      for (const slot of slots) {
        this.#registry.state.instances.beatAt[slot] = this.#listening.now();
        this.#expect(slot);
      }
    }
    return slots.length;
  }

  /** How long ago a slot was last heard, on the listening clock in ms; for "1 missed". */
  silenceMs(slot: number): number {
    return this.#listening.now() - this.#heardAt(slot);
  }

  /** One look, for tests: moves the listening clock and judges at once. */
  sweep(): void {
    this.judge(this.#tick());
  }

  /** Resolves when all flips handed to the registry so far have been answered. */
  settled(): Promise<unknown> {
    return this.#commits;
  }

  #tick(): number {
    const { paused } = this.#listening.tick();
    const now = this.#listening.now();
    if (paused) this.#heardFloor = now;
    return now;
  }

  /** Finds who is overdue at `now` (listening clock) and hands on what was decided. */
  judge(now: number): void {
    const table = this.#registry.state.instances;
    this.#lookAtStore(now);
    const overdue: number[] = [];
    const blocks = Math.ceil(table.highSlot / BLOCK);
    for (let block = 0; block < blocks && !this.#isCutOff; block += 1) {
      if ((this.#earliest[block] ?? 0) <= now) this.#earliest[block] = this.#lookAt(block, now, overdue);
    }
    const wallMs = this.#registry.clock.wallMs();
    const dying = [
      ...this.#governor.admit(overdue, now, wallMs),
      ...(this.#isCutOff ? [] : this.#governor.due(now, wallMs)),
    ];
    if (dying.length > 0) this.#flip(dying.map((slot) => this.#flipOf(slot, false)));
    this.#handHealingAt(now);
    this.#retry(now);
  }

  /** With a shared database out, or another judge beside us, nobody is judged; once it is back everybody has a full grace (decision 10). */
  #lookAtStore(now: number): void {
    const isCutOff = this.#registry.isCutOff || !this.#registry.isJudge || (this.#duty?.isOut ?? false);
    if (this.#isCutOff && !isCutOff) this.#heardFloor = now;
    this.#isCutOff = isCutOff;
  }

  /** Deadlines of one block: collects who is overdue, answers the earliest of the others. */
  #lookAt(block: number, now: number, overdue: number[]): number {
    const table = this.#registry.state.instances;
    const wanted = BIT.live | BIT.checked | BIT.healthy;
    const end = Math.min((block + 1) * BLOCK, table.highSlot);
    let earliest = Number.POSITIVE_INFINITY;
    for (let slot = block * BLOCK; slot < end; slot += 1) {
      if (((table.bits[slot] ?? 0) & wanted) !== wanted || this.#isSettled(slot)) continue;
      // Another's; `gain` looks here again when it becomes ours.
      if (this.#duty?.isOurs(slot) === false) continue;
      const deadline = deadlineOf(this.#heardAt(slot), table.ttlSeconds[slot] ?? 0);
      if (deadline <= now) overdue.push(slot);
      else if (deadline < earliest) earliest = deadline;
    }
    return earliest;
  }

  /** A verdict is on its way, or held. */
  #isSettled(slot: number): boolean {
    return this.#pending.has(slot) || this.#governor.isHeld(slot);
  }

  #heardAt(slot: number): number {
    const heardAt = Math.max(this.#registry.state.instances.beatAt[slot] ?? 0, this.#heardFloor);
    const via = this.#via[slot] ?? 0;
    return via === 0 || this.#duty === null ? heardAt : Math.max(heardAt, this.#duty.floorOf(via));
  }

  #beatOf(slot: number): BeatAnswer {
    if (this.#heard(slot, this.#listening.now(), this.#registry.clock.wallMs())) this.#heal([slot]);
    return 'accepted';
  }

  /** Writes a beat down; answers whether it heals. `now`: of the listening clock. */
  #heard(slot: number, now: number, wallMs: number): boolean {
    const table = this.#registry.state.instances;
    table.beatAt[slot] = now;
    table.beatWallMs[slot] = wallMs;
    this.#beats += 1;
    // What is held is left out when its block is looked at.
    if (this.#governor.heard(slot)) this.#expect(slot);
    if (this.#duty !== null) {
      this.#via[slot] = 0;
      this.#duty.beaten(slot);
    }
    return this.#mayHeal(slot);
  }

  #mayHeal(slot: number): boolean {
    const bits = this.#registry.state.instances.bits[slot] ?? 0;
    const isDying = this.#pending.size > 0 && this.#pending.get(slot)?.healthy === false;
    const isSick = (bits & BIT.checked) !== 0 && ((bits & BIT.healthy) === 0 || isDying);
    return isSick && this.#registry.isJudge;
  }

  #unknownBeat(id: string): BeatAnswer {
    return this.#unknown.accept(id, this.#registry.clock.wallMs()) ? 'accepted' : 'unknown';
  }

  /**
   * Commits what has healed. Where thousands are back at once, commits between their beats would hold up the beats, so
   * they wait for the end of it.
   */
  #handHealingAt(now: number): void {
    const { size } = this.#healing;
    const isGrowing =
      size - this.#healingBefore > MANY_HEALING && now - this.#healingSince < HEALING_WAITS_MS;
    this.#healingBefore = size;
    if (isGrowing) this.#lookBy(0);
    else this.#handHealing();
  }

  #handHealing(): void {
    if (this.#healing.size === 0) return;
    // What turned again meanwhile, or has gone, is another's word.
    const shown = [...this.#healing].filter((slot) => this.#registry.state.instances.has(slot, BIT.healthy));
    this.#flip(shown.map((slot) => this.#flipOf(slot, true)));
    this.#healing.clear();
    this.#healingBefore = 0;
  }

  /** Shown at once, committed with one of the next looks (decision 9). */
  #heal(slots: readonly number[]): void {
    if (this.#healing.size === 0) this.#healingSince = this.#listening.now();
    for (const slot of slots) {
      this.#pending.delete(slot);
      this.#healing.add(slot);
      this.#expect(slot);
    }
    this.#registry.overlayHealth(slots.map((slot) => ({ slot, healthy: true, silentSince: null })));
    this.#lookBy(0);
  }

  #flipOf(slot: number, healthy: boolean): Flip {
    const table = this.#registry.state.instances;
    const silentSince = healthy ? null : Math.floor((table.beatWallMs[slot] ?? 0) / 1000);
    return { slot, bornAt: table.bornAt[slot] ?? 0, healthy, silentSince };
  }

  #flip(flips: readonly Flip[]): void {
    for (const flip of flips) this.#pending.set(flip.slot, flip);
    for (let from = 0; from < flips.length; from += FLIPS_PER_COMMAND) {
      const some = flips.slice(from, from + FLIPS_PER_COMMAND);
      const cancel = this.#registry.clock.after(SHOW_AFTER_MS, () => this.#show(some));
      const answered = this.#registry.run(flipHealth(some, (flip) => this.#stands(flip))).then((outcome) => {
        cancel();
        if (isDone(outcome)) for (const flip of some) this.#settle(flip);
        else if (this.#registry.store.shared !== undefined && !some[0]?.healthy) {
          // Judged anew once the database is back: until then others may have heard what we did not.
          for (const flip of some) this.#settle(flip);
        } else {
          this.#show(some);
          this.#refused.push(...some);
        }
      });
      this.#commits = Promise.all([this.#commits, answered]);
    }
  }

  /** A verdict that is still the last word and not committed: readers see it all the same. */
  #show(flips: readonly Flip[]): void {
    const table = this.#registry.state.instances;
    const hidden = flips.filter(
      (flip) =>
        (flip.healthy || this.#registry.store.shared === undefined) &&
        this.#isLastWord(flip) &&
        table.bornAt[flip.slot] === flip.bornAt &&
        table.has(flip.slot, BIT.healthy) !== flip.healthy,
    );
    if (hidden.length > 0) this.#registry.overlayHealth(hidden);
  }

  /** A beat, a registration or another verdict may overtake one that waits, or is being written. */
  #isLastWord(flip: Flip): boolean {
    return this.#pending.get(flip.slot) === flip;
  }

  /** Asked with all applied that others committed before: a verdict downwards is only the one's to make who has the duty (core.md §6). */
  #stands(flip: Flip): boolean {
    return this.#isLastWord(flip) && (flip.healthy || (this.#duty?.isOurs(flip.slot) ?? true));
  }

  #settle(flip: Flip): void {
    if (this.#isLastWord(flip)) this.#pending.delete(flip.slot);
    this.#expect(flip.slot);
  }

  /** What the store refused is tried again once a second, until it is in. */
  #retry(now: number): void {
    if (this.#refused.length === 0 || now - this.#lastRetryAt < RETRY_EVERY_MS) return;
    this.#lastRetryAt = now;
    const table = this.#registry.state.instances;
    const again: Flip[] = [];
    for (const flip of this.#refused.splice(0)) {
      // A later beat, registration or verdict has replaced it.
      if (!this.#isLastWord(flip)) continue;
      this.#pending.delete(flip.slot);
      if (table.isLive(flip.slot) && table.bornAt[flip.slot] === flip.bornAt) again.push({ ...flip });
    }
    if (again.length > 0) this.#flip(again);
  }

  #follow({ events }: EventBatch): void {
    const table = this.#registry.state.instances;
    for (const event of events) {
      if (event.kind !== 'instance') continue;
      const { slot } = event;
      if (event.what === 'registered' || event.what === 'registeredAgain') {
        // Registering is a sign of life, though no heartbeat: the first verdict comes 3 × TTL later.
        table.beatAt[slot] = this.#listening.now();
        if (this.#duty !== null) this.#via[slot] = ANY_NODE;
        this.#pending.delete(slot);
        this.#governor.heard(slot);
        this.#unknown.forget(event.id);
        this.#expect(slot);
      } else if (event.what === 'deregistered') {
        this.#pending.delete(slot);
        this.#governor.heard(slot);
      } else {
        if (event.what === 'updated') this.#reconsider(slot);
        if (event.what === 'healthy' && this.#duty !== null) this.#heardElsewhere(slot);
        this.#expect(slot);
      }
    }
  }

  /** Another node has heard it, or we have: the log may be quicker than a frame, and than a verdict of ours. */
  #heardElsewhere(slot: number): void {
    if (this.#pending.get(slot)?.healthy === false) this.#pending.delete(slot);
    this.gain(slot);
  }

  /** Check or TTL may be others now: a verdict that is held, or waits and is not shown yet, may rest on those before. */
  #reconsider(slot: number): void {
    const table = this.#registry.state.instances;
    const ttl = table.ttlSeconds[slot] ?? 0;
    const isDue = table.has(slot, BIT.checked) && isOverdue(this.#heardAt(slot), ttl, this.#listening.now());
    if (!isDue) {
      this.#governor.heard(slot);
      const isDying = this.#pending.get(slot)?.healthy === false;
      if (isDying && table.has(slot, BIT.healthy)) this.#pending.delete(slot);
    }
    this.#judgeUpwards(slot);
  }

  /** A longer TTL makes a silent instance healthy again, on a real beat within it (decision 8). */
  #judgeUpwards(slot: number): void {
    const table = this.#registry.state.instances;
    const ttl = table.ttlSeconds[slot] ?? 0;
    const silent = table.has(slot, BIT.checked) && table.has(slot, BIT.silent);
    if (ttl === 0 || !silent || table.has(slot, BIT.healthy) || !table.beatWallMs[slot]) return;
    if (!isOverdue(table.beatAt[slot] ?? 0, ttl, this.#listening.now())) {
      this.#registry.clock.nextTurn(() => {
        if (table.isLive(slot) && !table.has(slot, BIT.healthy)) this.#heal([slot]);
      });
    }
  }

  /** The block of this slot is looked at no later than the slot's own deadline. */
  #expect(slot: number): void {
    const block = Math.floor(slot / BLOCK);
    const deadline = deadlineOf(this.#heardAt(slot), this.#registry.state.instances.ttlSeconds[slot] ?? 0);
    if (deadline < (this.#earliest[block] ?? 0)) this.#earliest[block] = deadline;
    this.#lookBy(deadline);
  }
}
