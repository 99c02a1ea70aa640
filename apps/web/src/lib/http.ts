import { noteServerTime } from './clock.ts';
import { problemFrom, RequestError, retryAfterMs } from './problem.ts';

/** A value and the position of the registry it was read at; live events older than that are not applied to it. */
export type Snapshot<Value> = { value: Value; position: string; asOf: number };

type WriteOptions = {
  /** Same key + same body = the same operation, however often it is sent. Made here if not given. */
  idempotencyKey?: string;
  /** Revision that the object must still have. */
  ifMatch?: string;
  contentType?: string;
};

const ROOT = '/console/v1';
const READ_OWN_WRITES_MS = 10_000;
const onSignedOut = new Set<() => void>();
let ownWrite: { position: string; until: number } | undefined;

export const http = {
  /** Reads. The answer is never older than this browser's own last write. */
  async get<Value>(path: string, signal?: AbortSignal): Promise<Snapshot<Value>> {
    // No other header: what the document has asked for ahead is taken only by who asks in the same words.
    const headers = new Headers();
    if (ownWrite && ownWrite.until > Date.now()) headers.set('Min-Position', ownWrite.position);
    const response = await send(path, { headers, ...(signal ? { signal } : {}) });
    const value = (await bodyOf(response)) as Value; // The server's half of packages/shared/src/console.
    return { value, position: response.headers.get('Registry-Position') ?? '0', asOf: asOfFrom(value) };
  },
  post: <Value>(path: string, body: unknown, options?: WriteOptions) =>
    write<Value>('POST', path, body, options),
  put: <Value>(path: string, body: unknown, options?: WriteOptions) =>
    write<Value>('PUT', path, body, options),
  patch: <Value>(path: string, body: unknown, options?: WriteOptions) =>
    write<Value>('PATCH', path, body, options),
  delete: <Value>(path: string, body?: unknown, options?: WriteOptions) =>
    write<Value>('DELETE', path, body, options),
};

/** Opens a long answer, such as the event stream or an export; the caller reads its body. */
export const openStream = (path: string, init: RequestInit): Promise<Response> => send(path, init);

/** Called whenever the server says that nobody is signed in. */
export function whenSignedOut(callback: () => void): () => void {
  onSignedOut.add(callback);
  return () => onSignedOut.delete(callback);
}

async function write<Value>(
  method: string,
  path: string,
  body: unknown,
  options: WriteOptions = {},
): Promise<Value> {
  const headers = new Headers({
    Accept: 'application/json',
    'Content-Type': options.contentType ?? 'application/json',
  });
  headers.set('Idempotency-Key', options.idempotencyKey ?? newKey());
  if (options.ifMatch !== undefined) headers.set('If-Match', `"${options.ifMatch}"`);
  const response = await send(path, { method, headers, body: JSON.stringify(body ?? {}) });
  const position = response.headers.get('Registry-Position');
  if (position) ownWrite = { position, until: Date.now() + READ_OWN_WRITES_MS };
  return (await bodyOf(response)) as Value; // As above.
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(ROOT + path, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new RequestError(0);
  }
  if (response.ok || response.status === 304) return response;
  if (response.status === 401 && !path.startsWith('/session')) for (const callback of onSignedOut) callback();
  throw new RequestError(
    response.status,
    problemFrom(response.status, await bodyOf(response)),
    retryAfterMs(response.headers.get('Retry-After'), Date.now()),
  );
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204 || response.status === 304) return undefined;
  if (!/json/.test(response.headers.get('Content-Type') ?? '')) return undefined;
  try {
    return await response.json();
  } catch {
    throw new RequestError(0);
  }
}

function asOfFrom(value: unknown): number {
  if (typeof value === 'object' && value !== null && 'asOf' in value && typeof value.asOf === 'number') {
    noteServerTime(value.asOf);
    return value.asOf;
  }
  return Date.now();
}

/** A UUID also where the page is served over plain HTTP, on which browsers hide `crypto.randomUUID`. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
