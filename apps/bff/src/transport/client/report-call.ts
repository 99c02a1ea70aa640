import { create } from '@bufbuild/protobuf';
import { type Client, ClientSchema } from '@cynosure/proto/v1/service_manage/client_pb.ts';
import type { Response } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { done } from '@cynosure/shared/outcome.ts';
import { reportClient } from '../../registry/commands/clients.ts';
import { parseClientReport } from '../parse/client.ts';
import type { ClientCall, ClientParts } from './client-parts.ts';
import { replyOf } from './replies.ts';

/** ReportClient (contract/grpc-naming.md §7): a client that names itself is kept, the others get their location back. */
export async function report(
  { registry, clients }: ClientParts,
  message: Client,
  call: ClientCall,
): Promise<Response> {
  const caller = call.admit();
  if (caller.code !== 'ExecuteSuccess') return replyOf(caller, { client: message });
  const parsed = parseClientReport(message);
  if (parsed.code !== 'ExecuteSuccess') return replyOf(parsed, { client: message });
  const given = parsed.value;
  if (given === null) {
    const { host, location } = message;
    const client = {
      ...(host === undefined ? {} : { host }),
      ...(location === undefined ? {} : { location }),
    };
    return replyOf(done(null), { client: create(ClientSchema, client) });
  }
  const outcome = await registry.run(reportClient(given, call.actor(caller.value)));
  if (outcome.code === 'ExecuteSuccess') clients.seen(given.id);
  return replyOf(outcome, { client: message });
}
