import { createHmac, randomBytes } from 'node:crypto';
import { installationKey } from '../access/installation-key.ts';
import type { Checker } from '../checker/checker.ts';
import { ANY_NODE, type Duty } from '../checker/duty.ts';
import type { Cancel } from '../clock.ts';
import type { Registry } from '../registry/registry.ts';
import type { Duties, Lead } from '../upkeep/upkeep.ts';
import { decodeFrame } from './frame.ts';
import type { Link } from './link.ts';
import { joinMember, type Members, membersOf, removeMember, renewMember } from './members.ts';
import { Neighbour } from './neighbour.ts';
import { Ring, spread } from './ring.ts';

/** Frames go so often, also empty ones (core.md §5). */
const FRAME_EVERY_MS = 50;
/** A live node of which no frame has come for so long may have heard what we do not know of. */
const SILENT_AFTER_MS = 1000;
const RENEW_EVERY_MS = 1000;
/** A node that has not renewed for so long of our listening is taken off the ring. */
const LEASE_MS = 4000;
/** Numbers of nodes, from 1; the next one is ANY_NODE. */
const MOST_NUMBERS = ANY_NODE - 1;

export interface ClusterParts {
  readonly registry: Registry;
  readonly checker: Checker;
  readonly link: Link;
  /** Spread over all nodes, or all with the one that has been there longest. */
  readonly duties: 'ring' | 'leader';
  readonly onChange: (members: readonly string[]) => void;
}

/**
 * The duty of watching, spread over the nodes of one database. Who shares it is in the log, so a node that was paused
 * learns of its own removal before it can commit a flip (core.md §6); what each hears it tells the one whose duty
 * it is, by frames. With one node there is nobody to tell, and nothing is written.
 */
export class Cluster implements Duty, Lead {
  readonly name = `n-${randomBytes(8).toString('hex')}`;
  readonly #parts: ClusterParts;
  #ring = new Ring([]);
  #self = -1;
  readonly #neighbours = new Map<string, Neighbour>();
  /** By index in the ring; undefined = ourselves. */
  #owners: (Neighbour | undefined)[] = [];
  /** By number: since when what was last heard through a node counts as heard, at least. */
  readonly #floors = new Float64Array(ANY_NODE + 1);
  #numbers = 0;
  /**
   * Frames sent in this life, to whomever: who is taken off the ring and comes back still knows the last one it took,
   * and takes no older one, so the count must not begin again.
   */
  #frames = 0;
  /** Of nodes that were taken off: none of their frames is taken twice once they are back. One entry a node's life. */
  readonly #lastTaken = new Map<string, number>();
  #address = '';
  #renewedAt = Number.NEGATIVE_INFINITY;
  #isWriting = false;
  #isLeaving = false;
  linkLostAt = Number.NEGATIVE_INFINITY;
  readonly #cancels: Cancel[] = [];

  constructor(parts: ClusterParts) {
    this.#parts = parts;
  }

  /** Joins: from here on this node has its share. Answers how to leave. */
  async start(): Promise<() => Promise<void>> {
    const { registry, checker, link } = this.#parts;
    this.#address = await link.listen(this.name, (bytes) => this.#take(bytes));
    this.#cancels.push(
      registry.listen(({ events }) => {
        if (events.some((event) => event.kind === 'record' && event.of === 'member')) this.#follow();
      }),
    );
    checker.share(this);
    await registry.run(joinMember(this.name, this.#address));
    this.#follow();
    this.#cancels.push(registry.clock.every(FRAME_EVERY_MS, () => this.tick()));
    return async () => {
      this.#isLeaving = true;
      for (const cancel of this.#cancels) cancel();
      await registry.run(removeMember(this.name, null));
      await link.close();
    };
  }

  /** All that share the duty, in the order of the ring. */
  get members(): readonly string[] {
    return this.#ring.names;
  }

  get duties(): Duties {
    if (this.#parts.duties === 'ring') return 'shares';
    return this.#self === -1 ? 'follows' : 'leads';
  }

  /** Leaves and comes back as the youngest: the oldest of the others leads from then on, or without any this one. */
  async release(): Promise<void> {
    await this.#parts.registry.run(removeMember(this.name, null));
  }

  get isOut(): boolean {
    return this.#parts.link.isOut;
  }

  isOurs(slot: number): boolean {
    return this.#self !== -1 && this.#ownerOf(this.#ring, slot) === this.#self;
  }

  beaten(slot: number): void {
    if (this.#neighbours.size === 0) return;
    const { bornAt } = this.#parts.registry.state.instances;
    this.#owners[this.#ownerOf(this.#ring, slot)]?.note(slot, bornAt[slot] ?? 0, this.#now());
  }

  floorOf(via: number): number {
    return this.#floors[via] ?? 0;
  }

  /** Every 50 ms: tells the others, looks for those who are silent, keeps its place in the log. */
  tick(): void {
    const now = this.#now();
    const { registry, link } = this.#parts;
    const key = this.#key();
    for (const neighbour of this.#neighbours.values()) {
      // Nobody can renew while the database is out.
      if (registry.storeHealth.kind === 'out') neighbour.renewedAt = now;
      if (now - neighbour.heardAt >= SILENT_AFTER_MS) {
        this.#floors[neighbour.number] = now;
        this.#floors[ANY_NODE] = now;
        this.linkLostAt = now;
      }
      if (key === null) continue;
      this.#frames += 1;
      const sequence = this.#frames;
      neighbour.send({ from: this.name, sequence, now, table: registry.state.instances, link, key });
    }
    if (!this.#isWriting && !this.#isLeaving) void this.#keepPlace(now);
  }

  /** One write at a time; while the database is out there is no place to keep. */
  async #keepPlace(now: number): Promise<void> {
    const { registry } = this.#parts;
    if (registry.storeHealth.kind === 'out') return;
    const command = this.#due(now);
    if (command === null) return;
    this.#isWriting = true;
    try {
      await registry.run(command, RENEW_EVERY_MS);
    } finally {
      this.#isWriting = false;
    }
  }

  #due(now: number) {
    const members = membersOf(this.#parts.registry.state);
    if (!members.has(this.name)) return joinMember(this.name, this.#address);
    for (const { name, renewals, renewedAt } of this.#neighbours.values()) {
      if (now - renewedAt >= LEASE_MS) return removeMember(name, renewals);
    }
    if (this.#neighbours.size === 0 || now - this.#renewedAt < RENEW_EVERY_MS) return null;
    this.#renewedAt = now;
    return renewMember(this.name);
  }

  /** The log says who shares the duty now. What becomes ours gets a full grace; what stays, stays as it is. */
  #follow(): void {
    const { registry, checker } = this.#parts;
    const members = membersOf(registry.state);
    const now = this.#now();
    this.#meet(members, now);
    const names = this.#sharing(members);
    if (names.join() === this.#ring.names.join()) return;
    const before = this.#ring;
    const wasSelf = this.#self;
    this.#ring = new Ring(names);
    this.#self = names.indexOf(this.name);
    this.#owners = names.map((name) => this.#neighbours.get(name));
    for (const neighbour of this.#neighbours.values()) neighbour.drop();
    if (this.#self !== -1) {
      for (const slot of registry.state.instances.all()) {
        const wasOurs = wasSelf !== -1 && this.#ownerOf(before, slot) === wasSelf;
        if (!wasOurs && this.isOurs(slot)) checker.gain(slot);
      }
    }
    this.#parts.onChange(names);
  }

  #sharing(members: Members): string[] {
    if (this.#parts.duties === 'ring') return [...members.keys()].sort();
    const [leader] = [...members].sort(([, a], [, b]) => a.joinedAt - b.joinedAt);
    return leader === undefined ? [] : [leader[0]];
  }

  /** Keeps the list of the others: who is new, who renewed, who is gone. */
  #meet(members: Members, now: number): void {
    for (const [name, { address, renewals }] of members) {
      if (name === this.name) continue;
      let known = this.#neighbours.get(name);
      if (known === undefined) {
        this.#numbers = (this.#numbers % MOST_NUMBERS) + 1;
        const sequence = this.#lastTaken.get(name) ?? -1;
        known = new Neighbour({ name, address, number: this.#numbers, sequence, now });
        this.#neighbours.set(name, known);
      }
      known.renewed(renewals, now);
    }
    for (const [name, neighbour] of this.#neighbours) {
      if (members.has(name)) continue;
      this.#neighbours.delete(name);
      this.#lastTaken.set(name, neighbour.sequence);
      // Its clients are looking for another door.
      this.#floors[neighbour.number] = now;
      this.#parts.link.forget(neighbour.address);
    }
  }

  /** A frame of another node; false = not taken, and it will be sent again. */
  #take(bytes: Uint8Array): boolean {
    const key = this.#key();
    const frame = key === null ? null : decodeFrame(bytes, key);
    if (frame === null || frame.to !== this.name) return false;
    const neighbour = this.#neighbours.get(frame.from);
    // Not known yet: the log will tell. An old frame again: somebody else sends it.
    if (neighbour === undefined || frame.sequence <= neighbour.sequence) return false;
    neighbour.sequence = frame.sequence;
    neighbour.heardAt = this.#now();
    for (const { id, ageMs } of frame.beats) this.#parts.checker.hear(id, ageMs, neighbour.number);
    return true;
  }

  #ownerOf(ring: Ring, slot: number): number {
    if (ring.names.length <= 1) return ring.names.length - 1;
    return ring.ownerOf(spread(this.#parts.registry.state.instances.idHash[slot] ?? 0));
  }

  #now(): number {
    return this.#parts.checker.listeningMs;
  }

  /** Of frames alone, made from the installation's key, which all nodes read from the database. */
  #key(): Uint8Array | null {
    const key = installationKey(this.#parts.registry.state);
    return key === undefined ? null : createHmac('sha256', key).update('frames between nodes').digest();
  }
}
