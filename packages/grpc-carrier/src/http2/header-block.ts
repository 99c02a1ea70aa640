import { MAX_FRAME_BYTES } from './frame.ts';

/** A header block that comes in several frames (RFC 9113 §6.10). */
export class HeaderBlock {
  streamId = 0;
  endsStream = false;
  frames = 0;
  length = 0;
  bytes: Buffer = Buffer.alloc(0);

  /** Begins with the part in HEADERS. */
  start(streamId: number, endsStream: boolean, part: Buffer, from: number, to: number): void {
    this.streamId = streamId;
    this.endsStream = endsStream;
    this.frames = 0;
    this.length = 0;
    this.add(part, from, to);
  }

  add(part: Buffer, from: number, to: number): void {
    const length = this.length + to - from;
    if (length > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, MAX_FRAME_BYTES));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    part.copy(this.bytes, this.length, from, to);
    this.length = length;
    this.frames += 1;
  }

  /** Gives its memory back. */
  clear(): void {
    this.streamId = 0;
    this.length = 0;
    this.bytes = Buffer.alloc(0);
  }
}
