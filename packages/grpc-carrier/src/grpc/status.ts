import { encodeHeaders } from '../hpack/encoder.ts';
import type { CallFailure } from './handlers.ts';

/** The status codes of gRPC that this carrier gives by itself. */
export const grpcStatus = {
  OK: 0,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
} as const;

/** Headers before the first message. */
export const RESPONSE_HEADERS = encodeHeaders([
  [':status', '200'],
  ['content-type', 'application/grpc'],
]);

/** What a refused call has besides its status, for clients that look at HTTP only. */
export interface Refusal extends CallFailure {
  readonly httpStatus: number;
}

const OK_FIELDS = [['grpc-status', '0']] as const;
export const OK_TRAILERS = encodeHeaders(OK_FIELDS);
/** A stream that ends without a reply. */
export const OK_ONLY = encodeHeaders([
  [':status', '200'],
  ['content-type', 'application/grpc'],
  ...OK_FIELDS,
]);

/** Longest sentence; a longer one is cut. */
const MOST_DETAILS = 1_024;

const statusFields = ({ status, details }: CallFailure) =>
  [
    ['grpc-status', String(status)],
    ['grpc-message', percentEncoded(details.slice(0, MOST_DETAILS))],
  ] as const;

export const failureTrailers = (failure: CallFailure): Uint8Array => encodeHeaders(statusFields(failure));

/** The only headers of a call that fails before its first reply ("Trailers-Only"). */
export const failureOnly = (failure: CallFailure, httpStatus = 200): Uint8Array =>
  encodeHeaders([
    [':status', String(httpStatus)],
    ['content-type', 'application/grpc'],
    ...statusFields(failure),
  ]);

/** `grpc-message` as gRPC over HTTP/2 wants it: UTF-8, everything but printable ASCII and `%` as %XX. */
function percentEncoded(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text)) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
