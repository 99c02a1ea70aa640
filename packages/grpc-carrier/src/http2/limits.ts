/** What one connection may ask for. Times in milliseconds, rates per second. */
export interface Limits {
  /** Open streams; more are refused (RFC 9113 §5.1.2). */
  readonly maxStreams: number;
  /** SETTINGS_INITIAL_WINDOW_SIZE: what a client may send of one stream before it was taken. */
  readonly streamWindow: number;
  /** What a client may send of all streams before it was seen. */
  readonly connectionWindow: number;
  /** SETTINGS_MAX_HEADER_LIST_SIZE: a request with more is refused. */
  readonly maxHeaderListBytes: number;
  /** Bytes of one header block on the wire, with its CONTINUATIONs; more ends the connection. */
  readonly maxHeaderBlockBytes: number;
  /** Frames of one header block. Two are enough for the most bytes that it may have. */
  readonly maxHeaderFrames: number;
  /** A request message; a larger one is RESOURCE_EXHAUSTED as soon as its length is known. */
  readonly maxMessageBytes: number;
  /** Everything that is kept for one connection: messages half received or waiting, answers not yet sent. */
  readonly maxHeldBytes: number;
  /** Framed bytes that may wait for the socket before reading stops. */
  readonly maxOutputBytes: number;
  /** Streams reset by the client, or by us for its faults (rapid reset). */
  readonly maxResetsPerSecond: number;
  /** SETTINGS frames. */
  readonly maxSettingsPerSecond: number;
  /**
   * Frames that ask for no work: PING, PRIORITY, WINDOW_UPDATE, empty DATA, unknown ones. Each proper DATA frame that
   * we sent allows some more, because well-meaning clients answer it with WINDOW_UPDATE and PING.
   */
  readonly maxIdleFramesPerSecond: number;
  /** How many of those more can be saved up. */
  readonly maxEarnedIdleFrames: number;
  /** Frames that are taken before other connections have their turn. */
  readonly maxFramesPerTurn: number;
  /** From the first byte of a connection, a frame or a header block to its last one. */
  readonly patienceMs: number;
  /** How long windows of a client may stand in the way of an answer. */
  readonly stallMs: number;
  /** A silent connection is asked with PING after this … */
  readonly keepaliveMs: number;
  /** … and ended when it does not answer within this. */
  readonly keepaliveAnswerMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxStreams: 1_000,
  streamWindow: 256 * 1024,
  connectionWindow: 4 * 1024 * 1024,
  maxHeaderListBytes: 16 * 1024,
  maxHeaderBlockBytes: 32 * 1024,
  maxHeaderFrames: 8,
  maxMessageBytes: 4 * 1024 * 1024,
  maxHeldBytes: 32 * 1024 * 1024,
  maxOutputBytes: 512 * 1024,
  maxResetsPerSecond: 200,
  maxSettingsPerSecond: 20,
  maxIdleFramesPerSecond: 200,
  maxEarnedIdleFrames: 1_000,
  maxFramesPerTurn: 64,
  patienceMs: 10_000,
  stallMs: 60_000,
  keepaliveMs: 30_000,
  keepaliveAnswerMs: 10_000,
};
