/** Who serves a stream. Every method may send on the stream or reset it. */
export interface StreamOwner {
  /** A part of the body, valid during the call; `ended`: the client sends nothing more. */
  data(bytes: Buffer, from: number, to: number, ended: boolean): void;
  /** The message that had to wait was sent, and the next one may be. */
  taken(): void;
  /** The stream is over by a reset or with its connection; nothing can be sent any more. */
  gone(): void;
}

/** One stream, from its HEADERS until both sides have ended it. */
export class Stream {
  readonly id: number;
  owner: StreamOwner | undefined;
  /** What may be sent; below 0 after the client made its windows smaller (RFC 9113 §6.9.2). */
  sendWindow: number;
  /** What the client may send. */
  receiveWindow: number;
  /** Bytes that were taken, of which the client was not told yet. */
  credit = 0;
  /** Bytes still to come by `content-length`; −1 = not said. */
  contentLeft = -1;
  /** The client has sent its END_STREAM. */
  isRemoteClosed: boolean;
  /** Our HEADERS went out. */
  hasHeaders = false;
  /** A message on its way, without its prefix of 5 bytes. */
  message: Uint8Array | undefined;
  /** The rest of it, if it lies elsewhere. */
  body: Uint8Array | undefined;
  /** Bytes of both that count as kept, while it waits. */
  heldBytes = 0;
  /** How much of prefix, message and body is sent. */
  messageAt = 0;
  /** Header block that ends the stream after the message. */
  trailers: Uint8Array | undefined;

  constructor(id: number, sendWindow: number, receiveWindow: number, isRemoteClosed: boolean) {
    this.id = id;
    this.sendWindow = sendWindow;
    this.receiveWindow = receiveWindow;
    this.isRemoteClosed = isRemoteClosed;
  }
}
