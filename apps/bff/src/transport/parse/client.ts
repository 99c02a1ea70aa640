import { type Client, Client_ClientType } from '@cynosure/proto/v1/service_manage/client_pb.ts';
import type { ClientReport } from '../../registry/commands/clients.ts';
import { locationOf } from './instance.ts';

const TYPES: Readonly<Record<number, ClientReport['type']>> = {
  [Client_ClientType.SDK]: 'SDK',
  [Client_ClientType.AGENT]: 'AGENT',
};

/** What a client says about itself; nothing is checked (contract/grpc-naming.md §7). Null = it gives no id. */
export function parseClientReport(message: Client): ClientReport | null {
  if (!message.id) return null;
  return {
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
  };
}
