import { FieldScan } from './field-scan.ts';

const HEARTBEATS = 1;
const INSTANCE_ID = 1;
/** How a heartbeat begins, and the id in it, as encoders write them: field 1, length-delimited. */
const TAG = 0x0a;
/** Lengths up to here are one byte. */
const SHORT = 0x7f;

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
    // What SDKs send: heartbeats that hold an id and nothing else.
    while (at + 4 <= end) {
      const size = message[at + 1] ?? 0;
      const length = message[at + 3] ?? 0;
      const next = at + 2 + size;
      if (message[at] !== TAG || message[at + 2] !== TAG || size > SHORT || length + 2 !== size) break;
      if (next > end) return false;
      this.#add(at + 4, next);
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
