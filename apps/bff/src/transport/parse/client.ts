import { type Client, Client_ClientType } from '@cynosure/proto/v1/service_manage/client_pb.ts';
import { done, type Outcome, refused } from '@cynosure/shared/outcome.ts';
import type { ClientReport } from '../../registry/commands/clients.ts';
import { locationOf } from './instance.ts';
import { isEndless } from './limits.ts';

const TYPES: Readonly<Record<number, ClientReport['type']>> = {
  [Client_ClientType.SDK]: 'SDK',
  [Client_ClientType.AGENT]: 'AGENT',
};

/** Addresses of metrics that one client may have. */
const MAX_STATS = 100;

/**
 * What a client says about itself; nothing is checked but that it has an end (contract/grpc-naming.md §7). Null = it
 * gives no id.
 */
export function parseClientReport(message: Client): Outcome<ClientReport | null> {
  if (!message.id) return done(null);
  const { location } = message;
  const places = [location?.region, location?.zone, location?.campus];
  const isTooMuch =
    isEndless(message.id, message.host, message.version, ...places) ||
    message.stat.length > MAX_STATS ||
    message.stat.some((one) => isEndless(one.target, one.protocol, one.path));
  if (isTooMuch) return refused('InvalidParameter');
  return done({
    id: message.id,
    host: message.host ?? '',
    type: TYPES[message.type] ?? 'UNKNOWN',
    version: message.version ?? '',
    location: message.location ? locationOf(message.location) : null,
    stats: message.stat.map(({ target, port, protocol, path }) => ({
      target: target ?? '',
      port: port ?? 0,
      protocol: protocol ?? '',
      path: path ?? '',
    })),
  });
}
