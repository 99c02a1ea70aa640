import { FieldScan } from './field-scan.ts';

const HEARTBEATS = 1;
const INSTANCE_ID = 1;
/** How a heartbeat begins, and the id in it, as encoders write them: field 1, length-delimited. */
const TAG = 0x0a;
/** Numbers up to here are one byte. */
const SHORT = 0x7f;
/** The least tag of a member after the first, and the types of members in it. */
const SECOND_MEMBER = 0x10;
const NUMBER = 0;
const TEXT = 2;

/** Whether short members other than the id, in the shortest form, fill all between two places. */
function isPlain(message: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to) {
    const tag = message[at] ?? 0;
    const next = message[at + 1] ?? 0;
    if (tag < SECOND_MEMBER || tag > SHORT) return false;
    if ((tag & 7) === TEXT) {
      if (next > SHORT) return false;
      at += 2 + next;
    } else if ((tag & 7) === NUMBER) {
      at += 2;
      // A port takes up to three bytes.
      if (next > SHORT && (message[at++] ?? 0) > SHORT && (message[at++] ?? 0) > SHORT) return false;
    } else return false;
  }
  return at === to;
}

const outer = new FieldScan();
const inner = new FieldScan();

/** Finds the ids in the bytes of a HeartbeatsRequest. Used again for each message. */
export class BatchIds {
  /** Where each id begins and ends, by turns. */
  spans = new Uint32Array(512);
  count = 0;

  /** False when the bytes are no such message, or only decoding can say what they mean. Empty ids do not count. */
  read(message: Uint8Array): boolean {
    this.count = 0;
    const end = message.length;
    let at = 0;
    // What SDKs send: short heartbeats that begin with the id, with or without the address.
    while (at + 4 <= end) {
      const size = message[at + 1] ?? 0;
      const idTo = at + 4 + (message[at + 3] ?? 0);
      const next = at + 2 + size;
      if (message[at] !== TAG || message[at + 2] !== TAG || size > SHORT || next > end) break;
      if (!isPlain(message, idTo, next)) break;
      this.#add(at + 4, idTo);
      at = next;
    }
    return at === end || this.#readOthers(message, at);
  }

  #readOthers(message: Uint8Array, from: number): boolean {
    outer.on(message, from);
    while (outer.next()) {
      if (outer.number !== HEARTBEATS || outer.from === -1) return false;
      let idFrom = 0;
      let idTo = 0;
      inner.on(message, outer.from, outer.to);
      while (inner.next()) {
        if (inner.number !== INSTANCE_ID) continue;
        if (inner.from === -1) return false;
        idFrom = inner.from;
        idTo = inner.to;
      }
      if (inner.broken) return false;
      this.#add(idFrom, idTo);
    }
    return !outer.broken;
  }

  #add(from: number, to: number): void {
    if (from === to) return;
    const at = this.count * 2;
    if (at === this.spans.length) {
      const larger = new Uint32Array(at * 2);
      larger.set(this.spans);
      this.spans = larger;
    }
    this.spans[at] = from;
    this.spans[at + 1] = to;
    this.count += 1;
  }
}
