import type { LaneMark } from '@cynosure/shared/console/host.ts';
import type { Minute } from '@cynosure/shared/console/overview.ts';
import type { Clock } from '../clock.ts';
import type { EventBatch, InstanceEvent } from '../registry/events.ts';
import { hashOf } from '../registry/tables/id-index.ts';
import { Interner } from '../registry/tables/interner.ts';

const MINUTE_MS = 60_000;
const MINUTES_KEPT = 24 * 60;
/** State changes kept for lanes: 24 bytes each. At 5,000 a minute they reach back 50 minutes. */
const MARKS_KEPT = 262_144;
const GONE_KEPT = 20_000;
const LANE_MS = 30 * MINUTE_MS;

const markKinds = ['unhealthy', 'healthy', 'isolated', 'ended', 'registered', 'deregistered'] as const;
type MarkKind = (typeof markKinds)[number];

const MARK_OF: Readonly<Record<InstanceEvent['what'], MarkKind | null>> = {
  unhealthy: 'unhealthy',
  healthy: 'healthy',
  isolated: 'isolated',
  restored: 'ended',
  registered: 'registered',
  registeredAgain: 'registered',
  deregistered: 'deregistered',
  updated: null,
};

/** A state change of one instance. */
export interface Turn {
  readonly at: number;
  readonly kind: MarkKind;
}

/** An instance that has left, as far as lists still show it. */
export interface GoneInstance {
  readonly id: string;
  readonly namespace: string;
  readonly service: string;
  readonly host: string;
  readonly port: number;
  readonly at: number;
  /** Who took it out, '' if that is not known. */
  readonly by: string;
}

/**
 * What happened lately, in rings of fixed size (console/data-shapes.md §9): state changes by host for its
 * lane, numbers per minute for the overview, and who has left. Fed by the registry's events.
 */
export class History {
  readonly #clock: Clock;
  readonly #at = new Float64Array(MARKS_KEPT);
  readonly #kind = new Uint8Array(MARKS_KEPT);
  readonly #host = new Uint32Array(MARKS_KEPT);
  readonly #service = new Uint32Array(MARKS_KEPT);
  readonly #port = new Uint16Array(MARKS_KEPT);
  /** Texts that marks refer to, counted, so that they leave with their marks. */
  readonly #texts = new Interner();
  #marks = 0;
  readonly #minutes = new Float64Array(MINUTES_KEPT * 4);
  readonly #minuteAt = new Float64Array(MINUTES_KEPT);
  /** By id, and by slot and mark of the id. */
  readonly #gone = new Map<string, Gone>();
  readonly #goneBySlot = new Map<number, Gone>();
  /** In the order of leaving. A map could tell it, too, but not cheaply once its oldest entries are removed. */
  readonly #leavers: Gone[] = [];
  #left = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  take({ at, events, clientEntries }: EventBatch): void {
    const leavers = new Map<string, string>();
    for (const { action, id, by } of clientEntries ?? []) if (action === 'deregister') leavers.set(id, by);
    for (const event of events) {
      if (event.kind !== 'instance') continue;
      const kind = MARK_OF[event.what];
      if (kind === null) continue;
      this.#mark(at, kind, event);
      this.#count(at, kind);
      if (kind === 'deregistered') this.#remember(event, at, leavers.get(event.id) ?? '');
      else if (kind === 'registered') this.#forget(this.#gone.get(event.id));
    }
  }

  /** State changes on a host since `fromAt`, oldest first; equal ones of one moment are one mark. */
  lane(host: string, fromAt: number): LaneMark[] {
    const number = this.#texts.find(host);
    return number === undefined ? [] : this.#lane(this.#host, number, fromAt);
  }

  /** State changes of one instance, newest first, at most `most`, as far back as the ring reaches. */
  turns(of: Pick<InstanceEvent, 'namespace' | 'service' | 'host' | 'port'>, most: number): Turn[] {
    const host = this.#texts.find(of.host);
    const service = this.#texts.find(`${of.namespace}\0${of.service}`);
    const turns: Turn[] = [];
    if (host === undefined || service === undefined) return turns;
    const oldest = Math.max(0, this.#marks - MARKS_KEPT);
    for (let index = this.#marks - 1; index >= oldest && turns.length < most; index -= 1) {
      const place = index % MARKS_KEPT;
      if (this.#host[place] !== host || this.#service[place] !== service) continue;
      if (this.#port[place] !== of.port) continue;
      turns.push({ at: this.#at[place] ?? 0, kind: markKinds[this.#kind[place] ?? 0] ?? 'unhealthy' });
    }
    return turns;
  }

  /** State changes of a service in the last 30 minutes, oldest first; equal ones of one moment are one mark. */
  lately(namespace: string, service: string): LaneMark[] {
    return this.laneOfService(namespace, service, this.#clock.wallMs() - LANE_MS);
  }

  /** The same since `fromAt`. */
  laneOfService(namespace: string, service: string, fromAt: number): LaneMark[] {
    const number = this.#texts.find(`${namespace}\0${service}`);
    return number === undefined ? [] : this.#lane(this.#service, number, fromAt);
  }

  /** The last `count` minutes, oldest first; the current one is the last. */
  perMinute(count: number): Minute[] {
    const current = Math.floor(this.#clock.wallMs() / MINUTE_MS);
    return Array.from({ length: Math.min(count, MINUTES_KEPT) }, (_, index) => {
      const minute = current - (count - 1 - index);
      const place = minute % MINUTES_KEPT;
      const known = this.#minuteAt[place] === minute;
      const value = (of: number) => (known ? (this.#minutes[place * 4 + of] ?? 0) : 0);
      return {
        at: minute * MINUTE_MS,
        unhealthy: value(0),
        healthy: value(1),
        registered: value(2),
        deregistered: value(3),
      };
    });
  }

  /** An instance that left lately and has not come back. */
  goneInstance(id: string): GoneInstance | undefined {
    return this.#gone.get(id);
  }

  /** The same by the slot it had; `mark` = `markOf` its id. */
  goneFrom(slot: number, mark: number): GoneInstance | undefined {
    return this.#goneBySlot.get(keyOf(slot, mark));
  }

  /** Who left a host lately, the last one first, at most `most`. */
  lastOnHost(host: string, most: number): GoneInstance[] {
    return [...this.#gone.values()]
      .filter((one) => one.host === host)
      .sort((a, b) => b.at - a.at)
      .slice(0, most);
  }

  #lane(column: Uint32Array, number: number, fromAt: number): LaneMark[] {
    const marks: LaneMark[] = [];
    const oldest = Math.max(0, this.#marks - MARKS_KEPT);
    for (let index = this.#marks - 1; index >= oldest; index -= 1) {
      const place = index % MARKS_KEPT;
      if ((this.#at[place] ?? 0) < fromAt) break;
      if (column[place] === number) this.#addTo(marks, place);
    }
    return marks.reverse();
  }

  #mark(at: number, kind: MarkKind, { host, port, namespace, service }: InstanceEvent): void {
    const place = this.#marks % MARKS_KEPT;
    if (this.#marks >= MARKS_KEPT) {
      this.#texts.give(this.#host[place] ?? 0);
      this.#texts.give(this.#service[place] ?? 0);
    }
    this.#at[place] = at;
    this.#kind[place] = markKinds.indexOf(kind);
    this.#port[place] = port;
    this.#host[place] = this.#texts.take(host);
    // Names hold no NUL, and no host does, so the two kinds of texts cannot meet.
    this.#service[place] = this.#texts.take(`${namespace}\0${service}`);
    this.#marks += 1;
  }

  #addTo(marks: LaneMark[], place: number): void {
    const [namespace = '', service = ''] = (this.#texts.textOf(this.#service[place] ?? 0) ?? '').split('\0');
    const at = this.#at[place] ?? 0;
    const kind = markKinds[this.#kind[place] ?? 0] ?? 'unhealthy';
    for (let index = marks.length - 1; index >= 0; index -= 1) {
      const mark = marks[index];
      if (mark === undefined || mark.at !== at) break;
      if (mark.kind !== kind || mark.service !== service || mark.namespace !== namespace) continue;
      mark.count += 1;
      return;
    }
    marks.push({ at, kind, namespace, service, count: 1 });
  }

  #count(at: number, kind: MarkKind): void {
    const of = { unhealthy: 0, healthy: 1, registered: 2, deregistered: 3, isolated: -1, ended: -1 }[kind];
    if (of === -1) return;
    const minute = Math.floor(at / MINUTE_MS);
    const place = minute % MINUTES_KEPT;
    if (this.#minuteAt[place] !== minute) {
      this.#minuteAt[place] = minute;
      this.#minutes.fill(0, place * 4, place * 4 + 4);
    }
    const index = place * 4 + of;
    this.#minutes[index] = (this.#minutes[index] ?? 0) + 1;
  }

  #remember({ slot, id, namespace, service, host, port }: InstanceEvent, at: number, by: string): void {
    this.#forget(this.#gone.get(id));
    const gone: Gone = { id, namespace, service, host, port, at, by, key: keyOf(slot, markOf(id)) };
    const place = this.#left % GONE_KEPT;
    this.#forget(this.#leavers[place]);
    this.#leavers[place] = gone;
    this.#left += 1;
    this.#gone.set(id, gone);
    this.#goneBySlot.set(gone.key, gone);
  }

  #forget(gone: Gone | undefined): void {
    if (gone === undefined || this.#gone.get(gone.id) !== gone) return;
    this.#gone.delete(gone.id);
    this.#goneBySlot.delete(gone.key);
  }
}

type Gone = GoneInstance & { readonly key: number };

/** A number that tells an instance from another one that got its slot later. */
export const markOf = (id: string): number => hashOf(Buffer.from(id, 'utf8'));

const keyOf = (slot: number, mark: number): number => slot * 2 ** 32 + mark;
