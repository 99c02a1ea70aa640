const ENHANCE_YOUR_CALM = 0x0b;

/** One HTTP/2 frame of stream 0 without flags. */
function frame(type: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  return Buffer.concat([head, payload]);
}

const lastStreamAndError = Buffer.alloc(8);
lastStreamAndError.writeUInt32BE(ENHANCE_YOUR_CALM, 4);

/** What a client of gRPC is told that finds no room: empty SETTINGS, then GOAWAY with the reason. It tries again later. */
export const TURNED_AWAY = Buffer.concat([frame(0x04, Buffer.alloc(0)), frame(0x07, lastStreamAndError)]);
