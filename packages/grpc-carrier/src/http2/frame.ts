/** Types of frames (RFC 9113 §6). Others are ignored (§4.1). */
export const frameType = {
  DATA: 0,
  HEADERS: 1,
  PRIORITY: 2,
  RST_STREAM: 3,
  SETTINGS: 4,
  PUSH_PROMISE: 5,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
} as const;

/** END_STREAM and ACK share a bit: they belong to different frames. */
export const flag = { END_STREAM: 0x1, ACK: 0x1, END_HEADERS: 0x4, PADDED: 0x8, PRIORITY: 0x20 } as const;

export const FRAME_HEAD_BYTES = 9;
/** Largest payload that we take: the value of the protocol before anybody sets one (RFC 9113 §4.2). */
export const MAX_FRAME_BYTES = 16_384;
/** Largest window there may be (RFC 9113 §6.9.1). */
export const MAX_WINDOW = 2 ** 31 - 1;
/** A window before anybody sets one (RFC 9113 §6.9.2). */
export const FIRST_WINDOW = 65_535;

/** What a client says first (RFC 9113 §3.4). */
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

export const setting = {
  HEADER_TABLE_SIZE: 1,
  ENABLE_PUSH: 2,
  MAX_CONCURRENT_STREAMS: 3,
  INITIAL_WINDOW_SIZE: 4,
  MAX_FRAME_SIZE: 5,
  MAX_HEADER_LIST_SIZE: 6,
} as const;

export const SETTING_BYTES = 6;
