import {
  CAST,
  CAST_HOST,
  CATALOGUE,
  CHECKOUT_HOSTS,
  type ServiceSpec,
  ZONES,
  type Zone,
} from './catalogue.ts';
import { type Fate, fatesOf } from './fates.ts';
import type { PlacedInstance } from './placed-instance.ts';
import { type Random, randomFrom } from './random.ts';

export interface PlanOptions {
  readonly seed: number;
  /** 1 = 1,500 instances on 400 hosts, 170 clients. */
  readonly scale: number;
  /** Nobody dies, nobody flaps, nothing is isolated. */
  readonly calm: boolean;
}

export interface PlannedInstance extends PlacedInstance {
  readonly fate: Fate;
}

export interface PlannedClient {
  readonly id: string;
  readonly host: string;
  readonly zone: Zone;
  /** SDK and its version, as a client reports it. */
  readonly sdk: string;
  readonly discovers: readonly ServiceName[];
}

export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
}

export interface FleetPlan {
  readonly instances: readonly PlannedInstance[];
  readonly clients: readonly PlannedClient[];
}

export interface Host {
  readonly address: string;
  readonly zone: Zone;
  readonly rack: string;
}

const HOSTS = 400;
const CLIENTS = 170;
/** Third numbers of a zone's addresses: gz-3 is 10.5.0.x and 10.5.1.x, and so on. */
const subnetOf = (zone: Zone, half: number): number => 2 * ZONES.indexOf(zone) + half;
const FIRST_HOST = 4;
const HOSTS_OF_SUBNET = 67;

/** `count` hosts, the zones taking turns; the drawings' three come first, so that they are there at any scale. */
export function hostsOf(count: number): Host[] {
  const perZone = Math.ceil(count / ZONES.length);
  const hosts = ZONES.flatMap((zone) =>
    Array.from({ length: perZone }, (_, index) => {
      const last = FIRST_HOST + (index % HOSTS_OF_SUBNET);
      const address = `10.5.${subnetOf(zone, Math.floor(index / HOSTS_OF_SUBNET))}.${last}`;
      return {
        address,
        zone,
        rack: `${'ABC'[ZONES.indexOf(zone)]}-${String((index % 24) + 1).padStart(2, '0')}`,
      };
    }),
  );
  const known = new Set(hosts.map((one) => one.address));
  const missing = CHECKOUT_HOSTS.filter((address) => !known.has(address));
  return [...hosts, ...missing.map((address) => ({ address, zone: zoneOfAddress(address), rack: 'B-12' }))];
}

const zoneOfAddress = (address: string): Zone =>
  ZONES[Math.floor(Number(address.split('.')[2]) / 2)] ?? 'gz-3';

/** Who registers where, and who asks for what: the same for the same options, wherever it is computed. */
export function planFleet(options: PlanOptions): FleetPlan {
  const random = randomFrom(options.seed);
  const hosts = hostsOf(Math.max(12, Math.round(HOSTS * options.scale)));
  const taken = new Set<string>();
  const placed = CATALOGUE.flatMap((spec) => {
    const places = placesOf(spec, scaled(spec.instances, options.scale), hosts, random, taken);
    return places.map((place, index) => instanceAt(spec, place, index, places.length));
  });
  const fates = fatesOf(placed, options.calm, random);
  return {
    instances: placed.map((one, index) => ({ ...one, fate: fates[index] ?? 'steady' })),
    clients: planClients(options.scale, hosts, random),
  };
}

const scaled = (count: number, scale: number): number =>
  Math.max(Math.min(count, 3), Math.round(count * scale));

/** `count` places for a service, zone by zone in turn; `taken` has every host:port in use and gets the new ones. */
function placesOf(
  spec: ServiceSpec,
  count: number,
  hosts: readonly Host[],
  random: Random,
  taken: Set<string>,
): Place[] {
  const places = fixedPlaces(spec, hosts);
  for (const one of places) taken.add(`${one.host.address}:${one.port}`);
  const byZone = spec.zones.map((zone) =>
    random.shuffled(hosts.filter((one) => one.zone === zone && one.address !== CAST_HOST)),
  );
  for (let turn = 0; places.length < count; turn += 1) {
    const round = Math.floor(turn / byZone.length);
    const zoneHosts = byZone[turn % byZone.length] ?? [];
    const host = zoneHosts[round % zoneHosts.length];
    if (host === undefined) throw new Error(`no host in a zone of ${spec.name}`);
    // A host's second round of the same service listens a hundred ports higher.
    const port = spec.port + 100 * Math.floor(round / zoneHosts.length);
    if (taken.has(`${host.address}:${port}`)) continue;
    taken.add(`${host.address}:${port}`);
    places.push({ host, port, weight: 100 });
  }
  return places;
}

interface Place {
  readonly host: Host;
  readonly port: number;
  readonly weight: number;
}

/** Where the drawings put instances of this service. */
function fixedPlaces(spec: ServiceSpec, hosts: readonly Host[]): Place[] {
  const at = (address: string) => hosts.find((one) => one.address === address);
  const cast = at(CAST_HOST);
  const places =
    cast === undefined
      ? []
      : CAST.filter((one) => one.service === spec.name).map(({ port, weight = 100 }) => ({
          host: cast,
          port,
          weight,
        }));
  if (spec.name !== 'checkout') return places;
  const others = CHECKOUT_HOSTS.filter((address) => address !== CAST_HOST).flatMap(
    (address) => at(address) ?? [],
  );
  return [...places, ...others.map((host) => ({ host, port: spec.port, weight: 100 }))];
}

function instanceAt(spec: ServiceSpec, place: Place, index: number, total: number): PlacedInstance {
  const share = total / spec.instances;
  const canaries = Math.round((spec.canary?.instances ?? 0) * share);
  // Spread over the list, so that every zone has some; never the first ones, which the drawings place.
  const step = canaries === 0 ? 0 : Math.floor(total / canaries);
  const isCanary = canaries > 0 && index % step === Math.min(3, step - 1);
  const unchecked = Math.round((spec.unchecked ?? 0) * share);
  const { host, port, weight } = place;
  return {
    namespace: spec.namespace,
    service: spec.name,
    host: host.address,
    port,
    protocol: spec.protocol,
    version: isCanary && spec.canary !== undefined ? spec.canary.version : spec.version,
    weight: isCanary ? 20 : weight,
    ttlSeconds: spec.ttlSeconds,
    checked: index < total - unchecked,
    zone: host.zone,
    campus: `${host.zone}-${host.rack < 'B' || host.rack.endsWith('2') ? 'a' : 'b'}`,
    labels: { env: 'prod', track: isCanary ? 'canary' : 'stable', rack: host.rack },
  };
}

const SDKS = [
  'polaris-go 1.7.0',
  'polaris-go 1.6.1',
  'polaris-java 2.1.0.0',
  'polaris-go 1.5.8',
  'polaris-cpp 1.3.2',
];

function planClients(scale: number, hosts: readonly Host[], random: Random): PlannedClient[] {
  const count = Math.max(6, Math.round(CLIENTS * scale));
  const discovers: ServiceName[][] = Array.from({ length: count }, () => []);
  for (const { name, namespace, clients } of CATALOGUE) {
    const wanted = Math.min(count, Math.max(1, Math.round(clients * scale)));
    const order = random.shuffled(discovers);
    for (const list of order.slice(0, wanted)) list.push({ namespace, name });
  }
  return discovers.map((list, index) => {
    const host = random.pick(hosts);
    const owner = list[0]?.name ?? 'idle';
    return {
      id: `${owner}-${host.address}-${index}`,
      host: host.address,
      zone: host.zone,
      sdk: random.pick(SDKS),
      discovers: list,
    };
  });
}
