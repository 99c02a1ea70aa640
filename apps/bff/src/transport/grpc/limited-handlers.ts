import { COST, type Protection } from '../../limits/protection.ts';
import { type CallContext, type CallFailure, grpcStatus, type Handler, type Handlers } from './carrier.ts';
import { hostOf } from './grpc-call.ts';

/** Long messages count for more, because reading them takes longer. */
const BYTES_PER_REQUEST = 16 * 1024;

/** What one call of a path costs, before its length; paths that are not here are ordinary requests. */
const COSTS: Readonly<Record<string, number>> = {
  '/v1.PolarisGRPC/Heartbeat': COST.beat,
  '/v1.PolarisHeartbeatGRPC/BatchHeartbeat': COST.beat,
  '/v1.PolarisGRPC/Discover': COST.poll,
};

/** The same handlers, behind the limit per address: who asks too often gets RESOURCE_EXHAUSTED. */
export const limitedHandlers = (handlers: Handlers, protection: Protection, door: string): Handlers =>
  Object.fromEntries(
    Object.entries(handlers).map(([path, handler]) => {
      const cost = COSTS[path] ?? COST.request;
      const admit = (message: Uint8Array, { peer }: CallContext): CallFailure | null => {
        const wait = protection.admit(door, peer, cost + message.length / BYTES_PER_REQUEST, hostOf);
        return wait === 0 ? null : tooMany(wait);
      };
      return [path, limited(handler, admit)];
    }),
  );

function limited(
  handler: Handler,
  admit: (message: Uint8Array, context: CallContext) => CallFailure | null,
): Handler {
  if (handler.kind === 'unary') {
    return {
      kind: 'unary',
      answer: (message, context) => admit(message, context) ?? handler.answer(message, context),
    };
  }
  return {
    kind: 'stream',
    open(context) {
      // Opening costs, too: otherwise streams could be opened and reset at full speed.
      const refused = admit(NOTHING, context);
      if (refused !== null) return { answer: () => refused };
      const session = handler.open(context);
      return { answer: (message) => admit(message, context) ?? session.answer(message) };
    },
  };
}

const NOTHING = new Uint8Array();

const tooMany = (seconds: number): CallFailure => ({
  status: grpcStatus.RESOURCE_EXHAUSTED,
  details: `too many requests from this address; the next one is taken in ${seconds} s`,
});
