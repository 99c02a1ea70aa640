import { GrpcServer } from '@cynosure/grpc-carrier/server/grpc-server.ts';
import { limitedAddress } from '../../access/address.ts';
import type { Clock } from '../../clock.ts';
import { defaultLimits } from '../../limits/limits.ts';
import { Listener } from '../listener.ts';
import type { CarrierParts, ListeningCarrier } from './carrier.ts';
import { TURNED_AWAY } from './turned-away.ts';

/** Carries calls with `packages/grpc-carrier`. */
export class CynosureCarrier implements ListeningCarrier {
  readonly #clock: Clock;
  readonly #server: GrpcServer;
  readonly #listener: Listener;

  constructor({ door, handlers, onBug, tls, protection }: CarrierParts, clock: Clock) {
    this.#clock = clock;
    this.#server = new GrpcServer({
      handlers,
      onBug,
      clock,
      limits: { maxStreams: (protection?.limits ?? defaultLimits).streamsPerConnection },
      offenderOf: (address) => (protection?.isTrusted(address) ? null : limitedAddress(address)),
    });
    this.#listener = new Listener({
      door,
      tls,
      asksClients: true,
      alpn: 'h2',
      halfOpen: false,
      onSocket: (socket) => this.#server.serve(socket),
      onBug,
      protection,
      turnedAway: TURNED_AWAY,
    });
  }

  listen(host: string, port: number): Promise<number> {
    return this.#listener.listen(host, port);
  }

  async stop(graceMs: number): Promise<void> {
    const closed = this.#listener.close();
    this.#server.leave();
    const cancel = this.#clock.after(graceMs, () => this.#cut());
    await closed;
    cancel();
    this.#cut();
  }

  get open(): number {
    return this.#listener.open;
  }

  closeConnections(host: string, port: number | null): number {
    return this.#listener.closeConnections(host, port);
  }

  hosts(): ReadonlyMap<string, number> {
    return this.#listener.hosts();
  }

  #cut(): void {
    this.#server.close();
    this.#listener.cutAll();
  }
}
