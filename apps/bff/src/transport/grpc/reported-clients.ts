import { boundedMap } from '../../bounded-map.ts';

const MOST = 100_000;

/**
 * Which id a connection gave itself in ReportClient, by its peer address and port: SDKs report and discover over
 * the same connection, so discoveries can be counted under the client's own name (decision 29). The oldest go
 * when there are too many; their discoveries are then counted by address.
 */
export class ReportedClients {
  readonly #ids = boundedMap<string, string>(MOST);

  reported(peer: string, id: string): void {
    if (peer !== '') this.#ids.set(peer, id);
  }

  idOf(peer: string): string | undefined {
    return this.#ids.get(peer);
  }
}
