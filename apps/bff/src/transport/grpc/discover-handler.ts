import { toBinary } from '@bufbuild/protobuf';
import {
  DiscoverRequest_DiscoverRequestTypeSchema as AskedSchema,
  DiscoverRequestSchema,
} from '@cynosure/proto/v1/service_manage/request_pb.ts';
import { DiscoverResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import type { Gate } from '../../access/gate.ts';
import { refOfService } from '../../access/refs.ts';
import { discoverNeeds } from '../../access/rpcs.ts';
import { type DiscoverClient, discoverClient } from '../../registry/uptake.ts';
import type { ClientParts } from '../client/client-parts.ts';
import { type DiscoverGuard, discover } from '../client/discover-call.ts';
import type { Answer, CallContext, StreamHandler } from './carrier.ts';
import { hostOf } from './grpc-call.ts';
import { decode, undecodable } from './message-handlers.ts';
import { type Hit, hitOf } from './raw-discover.ts';
import type { ReportedClients } from './reported-clients.ts';

export interface DiscoverParts extends ClientParts {
  readonly gate: Gate;
  readonly reported: ReportedClients;
}

/**
 * Discover (contract/grpc-naming.md §8): one answer per question, in order. A question with the current revision is
 * answered from its bytes; a full answer is its head and the joined rows of the registry.
 */
export const discoverHandler = (parts: DiscoverParts): StreamHandler => ({
  kind: 'stream',
  open: (context) => new DiscoverSession(parts, context),
});

class DiscoverSession {
  readonly #parts: DiscoverParts;
  readonly #context: CallContext;
  /** A token in a question replaces the call's own, from there on (§1.1). */
  #token: string | undefined;
  #client: DiscoverClient | undefined;

  constructor(parts: DiscoverParts, context: CallContext) {
    this.#parts = parts;
    this.#context = context;
    this.#token = context.metadata('x-polaris-token');
    context.onClosed(() => this.#client && parts.uptake.ended(this.#client));
  }

  answer(message: Uint8Array): Answer {
    const { registry, uptake } = this.#parts;
    const hit = hitOf(registry.discovery, message);
    if (hit && !this.#isClosed(hit)) {
      uptake.seen(this.#asking(), hit.discovered, hit.revision, false);
      return hit.reply;
    }
    const question = decode(DiscoverRequestSchema, message);
    if (question === undefined) return undecodable(DiscoverRequestSchema);
    const { head, found, missed } = discover(registry, question, this.#guard);
    const bytes = toBinary(DiscoverResponseSchema, head);
    if (missed !== undefined) uptake.missed(this.#asking(), missed.namespace, missed.name);
    if (found === undefined) return bytes;
    uptake.seen(this.#asking(), found.discovered, question.service?.revision ?? '', found.sent);
    return found.sent ? { head: bytes, body: registry.discovery.instancesField(found.discovered) } : bytes;
  }

  /** Asked anew for each question: a token that is revoked ends with the next one. */
  get #guard(): DiscoverGuard {
    const { gate } = this.#parts;
    return {
      isOpen: gate.isOpenToClients,
      admit: ({ service, type }, about) => {
        if (service?.token) this.#token = service.token;
        const needs = discoverNeeds[AskedSchema.value[type]?.name ?? ''] ?? 'open';
        const address = hostOf(this.#context.peer);
        return gate.check({ needs, surface: 'client', token: this.#token, about, address });
      },
      maySee: (caller, ref) => gate.clientMay(caller, 'DiscoverServices', [ref]),
    };
  }

  #isClosed({ discovered, namespace }: Hit): boolean {
    const { gate } = this.#parts;
    if (gate.isOpenToClients) return false;
    const askedIn = [namespace];
    return gate.checksClients(
      discovered.services.map(({ service }) => ({ ...refOfService(service), askedIn })),
    );
  }

  /** A client may report itself after it has opened its stream. */
  #asking(): DiscoverClient {
    const id = this.#parts.reported.idOf(this.#context.peer);
    if (this.#client === undefined || this.#client.id !== id) {
      const { peer } = this.#context;
      const userAgent = this.#context.metadata('user-agent') ?? '';
      // It has a name now: under its address it is counted no longer.
      if (this.#client !== undefined) this.#parts.uptake.ended(this.#client);
      this.#client = discoverClient({
        host: hostOf(peer),
        door: 'grpc',
        userAgent,
        ...(id === undefined ? {} : { id }),
      });
    }
    return this.#client;
  }
}
