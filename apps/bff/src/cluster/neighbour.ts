import type { InstanceTable } from '../registry/tables/instance-table.ts';
import { encodeFrame } from './frame.ts';
import type { Link } from './link.ts';

/** So many beats go in one frame; what is left goes in the next. */
const MOST_BEATS = 20_000;

interface Noted {
  readonly bornAt: number;
  readonly at: number;
}

/** What goes with a frame. */
export interface Sending {
  readonly from: string;
  /** Larger than that of any frame that `from` has sent before. */
  readonly sequence: number;
  /** Listening clock. */
  readonly now: number;
  readonly table: InstanceTable;
  readonly link: Link;
  readonly key: Uint8Array;
}

/** Another node that shares the duty: what it has to be told, and what is known of it. Times: listening clock. */
export class Neighbour {
  readonly name: string;
  readonly address: string;
  /** Stands for it in the checker's column of through whom an instance was last heard. */
  readonly number: number;
  /** When its last frame came. */
  heardAt: number;
  /** Of its last frame; -1 = there was none. */
  sequence: number;
  renewals = -1;
  /** When it was last seen to renew. */
  renewedAt: number;
  #noted = new Map<number, Noted>();
  #isSending = false;

  constructor(of: { name: string; address: string; number: number; sequence: number; now: number }) {
    this.name = of.name;
    this.address = of.address;
    this.number = of.number;
    this.sequence = of.sequence;
    this.heardAt = of.now;
    this.renewedAt = of.now;
  }

  renewed(renewals: number, now: number): void {
    if (renewals === this.renewals) return;
    this.renewals = renewals;
    this.renewedAt = now;
  }

  /** A beat that it has to be told of. */
  note(slot: number, bornAt: number, at: number): void {
    this.#noted.set(slot, { bornAt, at });
  }

  /** The duty has moved: what is noted is another's. Whoever gains it gives a full grace. */
  drop(): void {
    this.#noted.clear();
  }

  /** Sends what is noted, also if it is nothing; what is not taken is noted again unless something newer is. */
  send({ from, sequence, now, table, link, key }: Sending): void {
    if (this.#isSending) return;
    const going = [...this.#noted].slice(0, MOST_BEATS);
    for (const [slot] of going) this.#noted.delete(slot);
    const beats = going
      .filter(([slot, { bornAt }]) => table.isLive(slot) && table.bornAt[slot] === bornAt)
      .map(([slot, { at }]) => ({ id: Buffer.from(table.idOf(slot)), ageMs: now - at }));
    this.#isSending = true;
    void link.send(this, encodeFrame({ from, to: this.name, sequence, beats }, key)).then((taken) => {
      this.#isSending = false;
      if (taken) return;
      for (const [slot, noted] of going) if (!this.#noted.has(slot)) this.#noted.set(slot, noted);
    });
  }
}
