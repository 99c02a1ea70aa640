import type { Done } from '@cynosure/shared/outcome.ts';
import { plainAddress } from '../../access/address.ts';
import { type Caller, holderId } from '../../access/caller.ts';
import type { Admission, Declaration, Gate, GateRefusal } from '../../access/gate.ts';
import type { Actor } from '../../registry/model.ts';
import type { ClientCall } from '../client/client-parts.ts';
import type { CallContext } from './carrier.ts';

/** Address of a peer without its port. */
export const hostOf = (peer: string): string =>
  plainAddress(peer.slice(0, Math.max(0, peer.lastIndexOf(':'))).replace(/^\[|\]$/g, ''));

/** A call of a client over gRPC, as the shared calls see it. */
export class GrpcCall implements ClientCall {
  readonly #gate: Gate;
  readonly #declaration: Declaration;
  readonly #context: CallContext;

  constructor(gate: Gate, declaration: Declaration, context: CallContext) {
    this.#gate = gate;
    this.#declaration = declaration;
    this.#context = context;
  }

  admit({
    token = this.#context.metadata('x-polaris-token'),
    needs = this.#declaration.needs,
    about,
  }: Admission = {}): Done<Caller> | GateRefusal {
    const { surface } = this.#declaration;
    return this.#gate.check({ needs, surface, token, about, address: hostOf(this.#context.peer) });
  }

  /** `GRPC:<address>`, without it for IPv6 (contract/grpc-naming.md §1.1). */
  actor(caller: Caller): Actor {
    const address = hostOf(this.#context.peer);
    const requestId = this.#context.metadata('request-id');
    return {
      id: holderId(caller),
      name: address === '' || address.includes(':') ? 'GRPC' : `GRPC:${address}`,
      via: 'grpc',
      address,
      ...(requestId ? { requestId } : {}),
    };
  }
}
