import type { ClientDetail, Client as ClientView } from '@cynosure/shared/console/client.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { KnownClient } from '../../registry/uptake.ts';
import { languageOf } from './sdk-language.ts';

/** A client that discovers services, and whether it holds what it should. `service` = only what it holds of that one. */
export function clientView(state: RegistryState, known: KnownClient, service?: number): ClientView {
  const { client, holdings, lastSeenAt } = known;
  const reported = client.id === undefined ? undefined : state.clients.get(client.id);
  const { sdk, version } = sdkOf(client.userAgent);
  const lag = lagOf(state, known, service);
  const revision = service === undefined ? undefined : holdings.get(service)?.revision;
  return {
    key: keyOfClient(known),
    ...(client.id === undefined ? {} : { id: client.id }),
    host: reported?.host || client.host,
    sdk,
    language: languageOf(sdk),
    version: versionOf(reported?.version, sdk) || version,
    door: client.door,
    zone: reported?.location?.zone ?? '',
    lastSeenAt,
    services: holdings.size,
    behind: lag.behind,
    ...(lag.oldestAt === null ? {} : { oldestBehindAt: lag.oldestAt }),
    ...(revision === undefined ? {} : { revision }),
  };
}

/** The client with each service that it discovers, those first that it does not hold as they are now. */
export function clientDetail(state: RegistryState, known: KnownClient): ClientDetail {
  const holdings = [...known.holdings].flatMap(([key, holding]) => {
    const entry = state.services.byKey(key);
    if (entry === undefined) return [];
    const { service, instanceRevision, changedAt } = entry;
    const confirmed = holding.heldTo >= changedAt;
    const delivered = holding.sentTo >= changedAt;
    return {
      namespace: service.namespace,
      service: service.name,
      revision: holding.revision,
      currentRevision: instanceRevision,
      delivered,
      ...(delivered && holding.sentAt > 0 ? { deliveredAt: holding.sentAt } : {}),
      confirmed,
      ...(confirmed ? { confirmedAt: holding.heldAt } : {}),
    };
  });
  const place = ({ confirmed, namespace, service }: (typeof holdings)[number]) =>
    `${confirmed ? 1 : 0} ${namespace}/${service}`;
  holdings.sort((a, b) => (place(a) < place(b) ? -1 : 1));
  return { ...clientView(state, known), holdings };
}

/** Its id; of one without, address and what it calls itself: one address may carry several. */
export const keyOfClient = ({ client }: KnownClient): string =>
  client.id ?? `${client.host}${client.userAgent === '' ? '' : ` ${client.userAgent}`}`;

/** Some SDKs report `polaris-go 1.7.0`. */
const versionOf = (reported: string | undefined, sdk: string): string =>
  reported?.startsWith(`${sdk} `) ? reported.slice(sdk.length + 1) : (reported ?? '');

/** Services whose present revision the client does not hold yet, and since when at the longest. */
export function lagOf(
  state: RegistryState,
  { holdings }: KnownClient,
  only?: number,
): { behind: number; oldestAt: number | null } {
  let behind = 0;
  let oldestAt: number | null = null;
  for (const [key, holding] of holdings) {
    if (only !== undefined && key !== only) continue;
    const entry = state.services.byKey(key);
    if (entry === undefined || holding.heldTo >= entry.changedAt) continue;
    behind += 1;
    if (oldestAt === null || holding.heldAt < oldestAt) oldestAt = holding.heldAt;
  }
  return { behind, oldestAt };
}

/** `polaris-go/1.7.0 grpc-go/1.60.0` → the first product and its version. */
function sdkOf(userAgent: string): { sdk: string; version: string } {
  const [, sdk = '', version = ''] = /^([^\s/]+)(?:\/(\S+))?/.exec(userAgent) ?? [];
  return { sdk, version };
}
