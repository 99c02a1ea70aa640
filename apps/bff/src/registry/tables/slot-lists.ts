const NONE = 0xffff_ffff;

/**
 * Doubly linked lists of slots in two columns, newest first: one list per owner (a service, a host, or the
 * registry as a whole). Membership and recency in one (decision 15): a list is walked, never sorted.
 */
export class SlotLists {
  readonly #older: Uint32Array;
  readonly #newer: Uint32Array;
  /** Owner → newest slot. */
  readonly #first: number[] = [];

  constructor(maxSlots: number) {
    this.#older = new Uint32Array(new SharedArrayBuffer(maxSlots * 4));
    this.#newer = new Uint32Array(new SharedArrayBuffer(maxSlots * 4));
  }

  /** Puts a slot that is in no list of this kind at the newest end of `owner`'s. */
  push(owner: number, slot: number): void {
    const first = this.#first[owner] ?? NONE;
    this.#older[slot] = first;
    this.#newer[slot] = NONE;
    if (first !== NONE) this.#newer[first] = slot;
    this.#first[owner] = slot;
  }

  remove(owner: number, slot: number): void {
    const older = this.#older[slot] ?? NONE;
    const newer = this.#newer[slot] ?? NONE;
    if (newer === NONE) this.#first[owner] = older;
    else this.#older[newer] = older;
    if (older !== NONE) this.#newer[older] = newer;
  }

  /** Moves a slot to the newest end. */
  touch(owner: number, slot: number): void {
    if (this.#first[owner] === slot) return;
    this.remove(owner, slot);
    this.push(owner, slot);
  }

  /** First (newest) slot of the list, or -1. */
  first(owner: number): number {
    const slot = this.#first[owner] ?? NONE;
    return slot === NONE ? -1 : slot;
  }

  /** Next older slot, or -1. */
  after(slot: number): number {
    const older = this.#older[slot] ?? NONE;
    return older === NONE ? -1 : older;
  }

  /** Newest first. The list must not change while it is walked. */
  *of(owner: number): Generator<number> {
    for (let slot = this.first(owner); slot !== -1; slot = this.after(slot)) yield slot;
  }
}
