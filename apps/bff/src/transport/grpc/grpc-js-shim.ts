import type { Http2Server, IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { constants } from 'node:http2';
import type { Server } from '@grpc/grpc-js';
import { type CallFailure, grpcStatus } from './carrier.ts';

/**
 * What @grpc/grpc-js does not do by itself and clients of the reference see (contract/grpc-naming.md §1,
 * decision 33), decided on the request headers before the library looks at them:
 *
 * - any `grpc-encoding` but `identity` is UNIMPLEMENTED, also when no message is compressed;
 * - a content type other than `application/grpc…` is INVALID_ARGUMENT, not just HTTP 415;
 * - success has no sentence: the library's "OK" in `grpc-message` is left out;
 * - a call that the server ends while the client may still send is closed, not left half open.
 *
 * The library keeps its HTTP/2 servers to itself, so this reaches into a private member; it refuses to start
 * when a later version no longer has it, and the carrier's tests cover both rules.
 */
export function refuseBeforeLibrary(server: Server): void {
  const { http2Servers } = server as unknown as { readonly http2Servers?: unknown };
  if (!(http2Servers instanceof Map))
    throw new Error('@grpc/grpc-js has changed: its HTTP/2 servers are not found');
  for (const http2Server of http2Servers.keys() as Iterable<Http2Server>) {
    // The listeners are the library's own; what arrives with the event is handed on as it is.
    const carry = http2Server.listeners('stream') as ((...event: unknown[]) => void)[];
    http2Server.removeAllListeners('stream');
    http2Server.on(
      'stream',
      (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, ...rest: unknown[]) => {
        closeOnceAnswered(stream);
        keepSuccessSilent(stream);
        const refusal = refusalOf(headers);
        if (refusal) refuse(stream, refusal);
        else for (const listener of carry) listener.call(http2Server, stream, headers, ...rest);
      },
    );
  }
}

/** Tells a client that is still sending that nobody reads on, once the status went out. */
function closeOnceAnswered(stream: ServerHttp2Stream): void {
  const close = () => {
    if (!stream.closed && !stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
  };
  // A reset overtakes what still waits to be written; the session writes at the end of a turn of the loop.
  const afterWrite = (run: () => void) => setImmediate(() => setImmediate(run));
  stream.once('wantTrailers', () => afterWrite(close));
  // A refusal without a reply has its status in the headers and no trailers.
  stream.once('finish', () => stream.sentHeaders?.['grpc-status'] !== undefined && afterWrite(close));
}

/** Wraps the two ways in which the library sends a status: as trailers, or as the only headers. */
function keepSuccessSilent(stream: ServerHttp2Stream): void {
  const sendTrailers = stream.sendTrailers.bind(stream);
  stream.sendTrailers = (trailers) => sendTrailers(withoutSentence(trailers));
  const respond = stream.respond.bind(stream);
  stream.respond = (headers, options) => respond(withoutSentence(headers as OutgoingHttpHeaders), options);
}

function withoutSentence(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  if (headers?.['grpc-status'] === grpcStatus.OK) delete headers['grpc-message'];
  return headers;
}

interface Refusal extends CallFailure {
  readonly httpStatus: number;
}

function refusalOf(headers: IncomingHttpHeaders): Refusal | undefined {
  const contentType = headers['content-type'];
  if (contentType === undefined || !contentType.startsWith('application/grpc')) {
    const details = `invalid gRPC request content-type "${contentType ?? ''}"`;
    return {
      status: grpcStatus.INVALID_ARGUMENT,
      details,
      httpStatus: constants.HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE,
    };
  }
  const encoding = headers['grpc-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    const details = `grpc-encoding "${encoding}" is not supported`;
    return { status: grpcStatus.UNIMPLEMENTED, details, httpStatus: constants.HTTP_STATUS_OK };
  }
  return undefined;
}

function refuse(stream: ServerHttp2Stream, { status, details, httpStatus }: Refusal): void {
  // The caller may be gone already; the session takes care of itself.
  stream.on('error', () => {});
  stream.respond(
    {
      ':status': httpStatus,
      'content-type': 'application/grpc',
      'grpc-status': status,
      'grpc-message': encodeURI(details),
    },
    { endStream: true },
  );
  stream.resume();
}
