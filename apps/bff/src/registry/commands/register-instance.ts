import { done, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import { type Change, put } from '../changes.ts';
import { type Command, decided, keyOf } from '../command.ts';
import { rememberClient, withHeld } from '../held-values.ts';
import { encodeFacts } from '../instance-codec.ts';
import type { Actor, Check, InstanceFacts, Labels, Location } from '../model.ts';
import type { RegistryState } from '../state.ts';
import { instanceIdOf, newHex32 } from './new-ids.ts';
import { ensureService, parentKeys } from './parents.ts';

const DEFAULT_WEIGHT = 100;
const DEFAULT_TTL_SECONDS = 5;
const MAX_TTL_SECONDS = 60;

/** What a client (or an operator by hand) asks to be registered; members are checked already (transport/parse). */
export interface Registration {
  /** Given and not empty: used verbatim. */
  readonly id?: string;
  readonly namespace: string;
  readonly service: string;
  /** As sent: spaces count for the id, and are cut off in what is stored (contract/grpc-naming.md §2.1). */
  readonly host: string;
  readonly port: number;
  readonly vpcId: string | null;
  readonly protocol: string | null;
  readonly version: string | null;
  readonly priority: number | null;
  readonly weight: number | null;
  readonly logicSet: string | null;
  readonly location: Location | null;
  readonly labels: Labels;
  readonly healthy: boolean | null;
  readonly isolate: boolean | null;
  readonly enableHealthCheck: boolean | null;
  /** `health_check.heartbeat` as given; null = no such block. */
  readonly heartbeat: { readonly ttlSeconds: number } | null;
}

/** What the reply names (contract/grpc-naming.md §3.2). */
export interface Registered {
  readonly id: string;
  readonly namespace: string;
  readonly service: string;
  readonly vpcId: string | null;
  readonly host: string;
  readonly port: number;
}

/**
 * Registers, or registers again: a full replace of all attributes but those that operators hold; the isolate flag
 * of a live row survives unless given. Namespace and service are created on the way (contract/grpc-naming.md §3).
 * Refusals: BadRequest where the name is an alias.
 */
export function registerInstance(
  registration: Registration,
  by: Actor,
  owners?: string,
): Command<Registered> {
  const { namespace, service } = registration;
  const id = registration.id ? registration.id : instanceIdOf(registration);
  const host = registration.host.trim();
  return {
    name: 'registerInstance',
    lane: by.via === 'console' ? 'operator' : 'client',
    keys(state, keys) {
      parentKeys(state, keys, namespace, service);
      keys.writes(keyOf.instance(id));
      keys.reads(keyOf.host(host));
    },
    decide(state, now) {
      if (state.services.alias(namespace, service) !== undefined) {
        return decided(refused('BadRequest', 'bad request: service is alias'));
      }
      const seconds = Math.floor(now.wallMs / 1000);
      const changes: Change[] = [];
      const known = state.instances.slotOf(id);
      const excess = tooManyLabels(state, registration.labels) ?? fullService(state, registration, known);
      if (excess !== null) return decided(excess);
      const slot = known === -1 ? state.instances.reserve() : known;
      if (slot === -1) {
        return decided(
          refused(
            'InstanceTooManyRequests',
            `the registry holds ${state.instances.maxSlots} instances, its limit`,
          ),
        );
      }
      const key = ensureService(state, namespace, service, owners, seconds, changes);
      const facts = underHold(state, factsOf(registration, id, host, seconds), changes);
      changes.push({
        kind: 'instance.put',
        row: {
          slot,
          id,
          service: key,
          ...encodeFacts(facts),
          state: {
            healthy: registration.healthy ?? true,
            isolateFlag: registration.isolate ?? keptFlag(state, known),
            revision: newHex32(),
            mtime: seconds,
            silentSince: null,
          },
          bornAt: now.position,
        },
      });
      const { vpcId, port } = registration;
      return {
        outcome: done({ id, namespace, service, vpcId, host, port }),
        changes,
        clientEntry: {
          action: 'register',
          id,
          label: `${namespace}/${service} ${host}:${port}`,
          by: by.name,
        },
      };
    },
  };
}

/**
 * What operators hold outlives registrations, also the first one after a deregistration; what the client says
 * instead is remembered beside it. Adds to `changes`.
 */
function underHold(state: RegistryState, facts: InstanceFacts, changes: Change[]): InstanceFacts {
  const held = state.holds.get(facts.id);
  if (held === undefined) return facts;
  const fields = rememberClient(held.fields, facts);
  if (fields !== held.fields || held.goneAt !== null) {
    changes.push(put('hold', facts.id, { ...held, fields, goneAt: null }));
  }
  return withHeld(facts, fields);
}

/**
 * Where the service holds as many instances as it may. What is registered again, or moves within the service, is
 * not one more. Commands that are decided in one batch do not see each other, so a batch may pass the limit by its
 * own length.
 */
function fullService(
  state: RegistryState,
  { namespace, service }: Registration,
  known: number,
): Refusal | null {
  const { instancesPerService } = state.quotas;
  const entry = state.services.service(namespace, service);
  if (entry === undefined || entry.total < instancesPerService) return null;
  if (known !== -1 && state.serviceOf(known) === entry) return null;
  return refused(
    'InstanceTooManyRequests',
    `the service ${namespace}/${service} holds ${entry.total} instances; its limit is ${instancesPerService}`,
  );
}

/** Where an instance would carry more labels than it may. */
export function tooManyLabels({ quotas }: RegistryState, labels: Labels): Refusal | null {
  const count = Object.keys(labels).length;
  if (count <= quotas.labelsPerInstance) return null;
  return refused(
    'InvalidMetadata',
    `an instance may carry ${quotas.labelsPerInstance} labels; this one has ${count}`,
  );
}

/** Registering again keeps the flag: an operator's decision outlives a redeploy. */
const keptFlag = (state: RegistryState, slot: number): boolean =>
  slot !== -1 && state.instances.stateOf(slot).isolateFlag;

function factsOf(registration: Registration, id: string, host: string, ctime: number): InstanceFacts {
  const { namespace, service, port, vpcId, protocol, version, priority, logicSet, location, labels } =
    registration;
  return {
    id,
    namespace,
    service,
    vpcId,
    host,
    port,
    protocol,
    version,
    priority,
    weight: registration.weight ?? DEFAULT_WEIGHT,
    check: checkOf(registration.enableHealthCheck, registration.heartbeat),
    location,
    labels,
    logicSet,
    ctime,
  };
}

/** A check is on exactly when a heartbeat block is given and not switched off (contract/grpc-naming.md §3.1). */
export function checkOf(enabled: boolean | null, heartbeat: { readonly ttlSeconds: number } | null): Check {
  if (heartbeat === null || enabled === false) return 'none';
  return { ttlSeconds: keptTtl(heartbeat.ttlSeconds) };
}

/** 1..60 are kept, anything else becomes 5. */
export const keptTtl = (ttlSeconds: number): number =>
  ttlSeconds >= 1 && ttlSeconds <= MAX_TTL_SECONDS ? ttlSeconds : DEFAULT_TTL_SECONDS;
