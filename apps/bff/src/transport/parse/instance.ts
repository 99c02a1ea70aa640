import type { Location as LocationMessage } from '@cynosure/proto/v1/model/model_pb.ts';
import type { Instance } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { done, type Outcome, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import { instanceIdOf } from '../../registry/commands/new-ids.ts';
import type { Registration } from '../../registry/commands/register-instance.ts';
import type { InstancePatch } from '../../registry/commands/update-instance.ts';
import type { Location } from '../../registry/model.ts';
import { isGivenMap } from '../proto-json/read-plan.ts';
import {
  hasLongLabel,
  hasTooManyLabels,
  isEndless,
  isLonger,
  isName,
  labelsOf,
  MAX_HOST,
  MAX_NAMESPACE,
  MAX_SERVICE,
} from './limits.ts';

const MAX_PORT = 65_535;
const MAX_WEIGHT = 65_535;
const MAX_PROTOCOL = 32;
const MAX_VERSION = 32;
const MAX_LOGIC_SET = 128;

/** What an instance is named by when no id is given. */
export interface Address {
  readonly namespace: string;
  readonly service: string;
  readonly host: string;
  readonly port: number;
  readonly vpcId: string | null;
}

/** Which instance is meant, and whether the request named it by its address. */
export interface Target {
  readonly id: string;
  readonly byAddress: boolean;
}

/** A request to register, or the first fault in the order of contract/grpc-naming.md §2. */
export function parseRegistration(message: Instance): Outcome<Registration> {
  const fault = lengthFault(message);
  if (fault) return fault;
  const address = parseAddress(message);
  if (address.code !== 'ExecuteSuccess') return address;
  const { id, protocol, version, priority, weight, logicSet, healthy, isolate, healthCheck } = message;
  const heartbeat = healthCheck?.heartbeat;
  return done({
    ...address.value,
    ...(id ? { id } : {}),
    protocol: protocol ?? null,
    version: version ?? null,
    priority: priority ?? null,
    weight: weight ?? null,
    logicSet: logicSet ?? null,
    location: message.location ? locationOf(message.location) : null,
    labels: labelsOf(message.metadata),
    healthy: healthy ?? null,
    isolate: isolate ?? null,
    enableHealthCheck: message.enableHealthCheck ?? null,
    heartbeat: heartbeat ? { ttlSeconds: heartbeat.ttl ?? 0 } : null,
  });
}

/** Which instance to deregister: by id, else by an address that is checked as for registering (§4). */
export function parseDeregistration(message: Instance): Outcome<Target> {
  if (message.id !== undefined) return parseGivenId(message.id);
  return lengthFault(message) ?? targetOf(message);
}

/** Which instance gave a sign of life; lengths are not looked at (§5). */
export function parseBeat(message: Instance): Outcome<Target> {
  return message.id !== undefined ? parseGivenId(message.id) : targetOf(message);
}

/** Which instance to change and how (contract/http-naming.md §5, update member). */
export function parseUpdate(message: Instance): Outcome<Target & { readonly patch: InstancePatch }> {
  const fault = lengthFault(message);
  if (fault) return fault;
  const target = message.id !== undefined ? parseGivenId(message.id) : targetOf(message);
  return target.code === 'ExecuteSuccess' ? done({ ...target.value, patch: patchOf(message) }) : target;
}

/** The instances of one service on one host: 400120, 400110, 400131 in this order. */
export function parseHostTarget(message: Instance): Outcome<Pick<Address, 'namespace' | 'service' | 'host'>> {
  const { namespace, service, host } = message;
  if (isLonger(service, MAX_SERVICE) || !isName(service)) return refused('InvalidServiceName');
  if (isLonger(namespace, MAX_NAMESPACE) || !isName(namespace)) return refused('InvalidNamespaceName');
  if (!host || isLonger(host, MAX_HOST)) return refused('InvalidInstanceHost');
  return done({ namespace, service, host });
}

const parseGivenId = (id: string): Outcome<Target> =>
  id === '' ? refused('InvalidInstanceID') : done({ id, byAddress: false });

function targetOf(message: Instance): Outcome<Target> {
  const address = parseAddress(message);
  return address.code === 'ExecuteSuccess'
    ? done({ id: instanceIdOf(address.value), byAddress: true })
    : address;
}

function parseAddress({ namespace, service, host, port, vpcId }: Instance): Outcome<Address> {
  if (!isName(service)) return refused('InvalidServiceName');
  if (!isName(namespace)) return refused('InvalidNamespaceName');
  if (!host) return refused('InvalidInstanceHost');
  if (port === undefined) return refused('InvalidInstancePort');
  return done({ namespace, service, host, port, vpcId: vpcId ?? null });
}

/** The first member beyond its limit, in the contract's order. */
function lengthFault(message: Instance): Refusal | undefined {
  if (hasTooManyLabels(message.metadata)) return refused('InvalidMetadata');
  if (isLonger(message.service, MAX_SERVICE)) return refused('InvalidServiceName');
  if (isLonger(message.namespace, MAX_NAMESPACE)) return refused('InvalidNamespaceName');
  if (isLonger(message.host, MAX_HOST)) return refused('InvalidInstanceHost');
  if (isLonger(message.protocol, MAX_PROTOCOL)) return refused('InvalidInstanceProtocol');
  if (isLonger(message.version, MAX_VERSION)) return refused('InvalidInstanceVersion');
  if (isLonger(message.logicSet, MAX_LOGIC_SET)) return refused('InvalidInstanceLogicSet');
  if (hasLongLabel(message.metadata)) return refused('InvalidMetadata');
  if ((message.port ?? 0) > MAX_PORT) return refused('InvalidInstancePort');
  if ((message.weight ?? 0) > MAX_WEIGHT) return refused('InvalidParameter');
  const { id, vpcId, location } = message;
  if (isEndless(id, vpcId, location?.region, location?.zone, location?.campus)) {
    return refused('InvalidParameter');
  }
  return undefined;
}

/** Parts are kept one by one: an unset part stays unset (contract/grpc-naming.md §8.2). */
export function locationOf({ region, zone, campus }: LocationMessage): Location {
  return {
    ...(region === undefined ? {} : { region }),
    ...(zone === undefined ? {} : { zone }),
    ...(campus === undefined ? {} : { campus }),
  };
}

function patchOf(message: Instance): InstancePatch {
  const { protocol, version, logicSet, priority, weight, healthy, isolate, enableHealthCheck } = message;
  const heartbeat = message.healthCheck?.heartbeat;
  return {
    ...(protocol === undefined ? {} : { protocol }),
    ...(version === undefined ? {} : { version }),
    ...(logicSet === undefined ? {} : { logicSet }),
    ...(priority === undefined ? {} : { priority }),
    ...(weight === undefined ? {} : { weight }),
    ...(healthy === undefined ? {} : { healthy }),
    ...(isolate === undefined ? {} : { isolate }),
    ...(enableHealthCheck === undefined ? {} : { enableHealthCheck }),
    ...(heartbeat === undefined ? {} : { heartbeat: { ttlSeconds: heartbeat.ttl ?? 0 } }),
    ...(message.location === undefined ? {} : { location: locationOf(message.location) }),
    ...(isGivenMap(message.metadata) ? { labels: labelsOf(message.metadata) } : {}),
  };
}
