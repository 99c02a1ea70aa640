import { type ErrorCode, errorCode } from './error-code.ts';
import { FIRST_WINDOW, MAX_FRAME_BYTES, MAX_WINDOW, SETTING_BYTES, setting } from './frame.ts';

/** No frame of ours is larger, whatever a client allows: one answer should not keep others waiting. */
const LARGEST_OWN_FRAME = 256 * 1024;
const FIRST_TABLE_BYTES = 4_096;

/** What the client has set (RFC 9113 §6.5.2), as far as it concerns what we send. */
export class PeerSettings {
  streamWindow = FIRST_WINDOW;
  maxFrameBytes = MAX_FRAME_BYTES;
  /** The client made its header table smaller: the next block has to say that we use none (RFC 7541 §4.2). */
  mustEmptyTable = false;

  /** Takes the payload of a SETTINGS frame; the code of a fault, which ends the connection. */
  take(bytes: Buffer, from: number, to: number): ErrorCode | undefined {
    for (let at = from; at + SETTING_BYTES <= to; at += SETTING_BYTES) {
      const fault = this.#set(bytes.readUInt16BE(at), bytes.readUInt32BE(at + 2));
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  #set(id: number, value: number): ErrorCode | undefined {
    switch (id) {
      case setting.HEADER_TABLE_SIZE:
        if (value < FIRST_TABLE_BYTES) this.mustEmptyTable = true;
        return undefined;
      case setting.ENABLE_PUSH:
        return value > 1 ? errorCode.PROTOCOL_ERROR : undefined;
      case setting.INITIAL_WINDOW_SIZE:
        if (value > MAX_WINDOW) return errorCode.FLOW_CONTROL_ERROR;
        this.streamWindow = value;
        return undefined;
      case setting.MAX_FRAME_SIZE:
        if (value < MAX_FRAME_BYTES || value > 2 ** 24 - 1) return errorCode.PROTOCOL_ERROR;
        this.maxFrameBytes = Math.min(value, LARGEST_OWN_FRAME);
        return undefined;
      default:
        // Others, known or not, do not concern a server that only answers (RFC 9113 §6.5.2).
        return undefined;
    }
  }
}
