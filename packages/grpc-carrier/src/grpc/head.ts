import type { RequestFields } from '../http2/request-fields.ts';
import type { Handler } from './handlers.ts';
import { failureOnly, grpcStatus, type Refusal } from './status.ts';
import { timeoutMs } from './timeout.ts';

/** What the header fields of a call come to. It serves all calls with the same fields. */
export interface Head {
  readonly fields: RequestFields;
  readonly path: string;
  /** Undefined where the call is refused. */
  readonly handler: Handler | undefined;
  /** Header block that refuses the call. */
  readonly refusal: Uint8Array | undefined;
  /** −1 = none. */
  readonly timeoutMs: number;
}

/** The rules of gRPC over HTTP/2 for requests (contract/grpc-naming.md §1 for the codes). */
export function headOf(fields: RequestFields, handlers: ReadonlyMap<string, Handler>): Head {
  const timeout = fields.first('grpc-timeout');
  const ms = timeout === undefined ? -1 : timeoutMs(timeout);
  const handler = handlers.get(fields.path);
  const refusal = refusalOf(fields, handler, ms);
  return {
    fields,
    path: fields.path,
    handler: refusal === undefined ? handler : undefined,
    refusal: refusal && failureOnly(refusal, refusal.httpStatus),
    timeoutMs: ms ?? -1,
  };
}

function refusalOf(
  fields: RequestFields,
  handler: Handler | undefined,
  ms: number | undefined,
): Refusal | undefined {
  const refuse = (httpStatus: number, status: number, details: string) => ({ httpStatus, status, details });
  if (fields.fault === 'too large')
    return refuse(431, grpcStatus.RESOURCE_EXHAUSTED, 'the metadata of a call may have 16 KiB');
  const contentType = fields.first('content-type') ?? '';
  if (!contentType.startsWith('application/grpc'))
    return refuse(415, grpcStatus.INVALID_ARGUMENT, `invalid gRPC request content-type "${contentType}"`);
  if (fields.method !== 'POST')
    return refuse(405, grpcStatus.INTERNAL, `a gRPC call is a POST, not ${fields.method}`);
  const encoding = fields.first('grpc-encoding');
  if (encoding !== undefined && encoding !== 'identity')
    return refuse(200, grpcStatus.UNIMPLEMENTED, `grpc-encoding "${encoding}" is not supported`);
  if (handler === undefined)
    return refuse(200, grpcStatus.UNIMPLEMENTED, `the server does not implement ${fields.path}`);
  if (ms === undefined)
    return refuse(
      200,
      grpcStatus.INTERNAL,
      `invalid grpc-timeout value "${fields.first('grpc-timeout') ?? ''}"`,
    );
  return undefined;
}
