import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Where a page ended: opaque to browsers and authenticated (console/data-shapes.md §2.1). */
export interface Cursor {
  readonly resultSet: string;
  readonly offset: number;
  /** Id of the row before the offset: from there it goes on where the result set is gone. */
  readonly lastId: string;
  readonly queryText: string;
}

/** Of this process: after a restart a cursor is as good as an evicted one. */
const key = randomBytes(32);

export function writeCursor(cursor: Cursor): string {
  const body = Buffer.from(JSON.stringify(cursor));
  return `${body.toString('base64url')}.${sign(body).toString('base64url')}`;
}

/** Undefined = not one of ours. */
export function readCursor(text: string): Cursor | undefined {
  const [body = '', signature = ''] = text.split('.');
  const bytes = Buffer.from(body, 'base64url');
  const given = Buffer.from(signature, 'base64url');
  const right = sign(bytes);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  // What we signed is what writeCursor wrote.
  return JSON.parse(bytes.toString('utf8')) as Cursor;
}

const sign = (body: Uint8Array): Buffer => createHmac('sha256', key).update(body).digest();
