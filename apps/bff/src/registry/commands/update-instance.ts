import { done, refused } from '@cynosure/shared/outcome.ts';
import type { Change } from '../changes.ts';
import { type Command, decided, keyOf } from '../command.ts';
import { encodeFacts } from '../instance-codec.ts';
import type { Actor, Check, FieldChange, Instance, Labels, Location, Operation } from '../model.ts';
import type { RegistryState } from '../state.ts';
import { releaseFromIsolations } from './flag.ts';
import { type HoldPlan, NO_HOLD_PLAN, withHolds } from './hold-plan.ts';
import { newHex32 } from './new-ids.ts';
import { isSameValue, operationRecord } from './operation-record.ts';
import { keptTtl, tooManyLabels } from './register-instance.ts';

/** Members that an update gives; absent = leave as it is (contract/http-naming.md §5, update member). */
export interface InstancePatch {
  readonly protocol?: string;
  readonly version?: string;
  readonly logicSet?: string;
  readonly priority?: number;
  readonly weight?: number;
  readonly healthy?: boolean;
  readonly isolate?: boolean;
  readonly enableHealthCheck?: boolean;
  /** `health_check.heartbeat` as given. */
  readonly heartbeat?: { readonly ttlSeconds: number };
  readonly location?: Location;
  /** Replaces all labels; `{}` clears them. */
  readonly labels?: Labels;
}

/**
 * Changes members of an instance through the registry's API; the others stay. Refusals: NotFoundInstance,
 * NoNeedUpdate. The isolate member writes the flag, and a release where it contradicts an isolation
 * (decision 3). A field that is held is held with the new value from then on; `plan` holds and releases more.
 */
export function updateInstance(
  id: string,
  patch: InstancePatch,
  by: Actor,
  plan: HoldPlan = NO_HOLD_PLAN,
): Command<{ readonly id: string }> {
  return {
    name: 'updateInstance',
    lane: 'operator',
    keys(state, keys) {
      keys.writes(keyOf.instance(id));
      const slot = state.instances.slotOf(id);
      if (slot === -1) return;
      const { namespace, service, host } = state.standingOf(slot);
      keys.reads(keyOf.service(namespace, service));
      keys.reads(keyOf.host(host));
    },
    decide(state, now) {
      const slot = state.instances.slotOf(id);
      if (slot === -1) return decided(refused('NotFoundInstance'));
      const excess = patch.labels === undefined ? null : tooManyLabels(state, patch.labels);
      if (excess !== null) return decided(excess);
      const before = state.instances.read(slot);
      const held = withHolds(state, before, patched(before, patch), plan, by, now.wallMs);
      const after = afterSwitch(before, held.after);
      const fields = differences(before, after);
      const changes: Change[] = [...held.changes];
      if (patch.isolate === false) releaseFromIsolations(state, slot, by, now.wallMs, changes);
      const flagStored = before.isolateFlag !== after.isolateFlag;
      if (fields.length > 0 || flagStored) {
        const ofState = fields.every(({ path }) => OF_STATE.has(path));
        changes.push(write(state, slot, before, after, ofState, now.wallMs));
      }
      if (changes.length === 0) return decided(refused('NoNeedUpdate'));
      const visible =
        changes.some(isOfHold) ||
        fields.length > 0 ||
        (patch.isolate !== undefined && patch.isolate !== before.isolated);
      return {
        outcome: visible ? done({ id }) : refused('NoNeedUpdate'),
        changes,
        operation: operationOf(before, [...fields, ...held.fields], plan, by, now.wallMs),
      };
    },
  };
}

function patched(before: Instance, patch: InstancePatch): Instance {
  return {
    ...before,
    protocol: memberAfter(before.protocol, patch.protocol, ''),
    version: memberAfter(before.version, patch.version, ''),
    logicSet: memberAfter(before.logicSet, patch.logicSet, ''),
    priority: memberAfter(before.priority, patch.priority, 0),
    weight: patch.weight ?? before.weight,
    healthy: patch.healthy ?? before.healthy,
    isolateFlag: patch.isolate ?? before.isolateFlag,
    isolated: patch.isolate ?? before.isolated,
    check: checkAfter(before.check, patch),
    location: locationAfter(before.location, patch.location),
    labels: patch.labels ?? before.labels,
  };
}

/** A check that was switched on: unhealthy until a beat is seen (contract/health-check.md §5). */
const afterSwitch = (before: Instance, after: Instance): Instance =>
  typeof after.check === 'object' && typeof before.check !== 'object' ? { ...after, healthy: false } : after;

const isOfHold = (change: Change): boolean => 'of' in change && change.of === 'hold';

/** Given and different: replaced. An unset member equals an empty one. */
const memberAfter = <T>(before: T | null, given: T | undefined, empty: T): T | null =>
  given === undefined || given === (before ?? empty) ? before : given;

function checkAfter(before: Check, patch: InstancePatch): Check {
  if (patch.enableHealthCheck === false) return typeof before === 'object' ? 'off' : before;
  return patch.heartbeat === undefined ? before : { ttlSeconds: keptTtl(patch.heartbeat.ttlSeconds) };
}

/** Given and different in a part: replaced as a whole. An unset part equals an empty one. */
function locationAfter(before: Location | null, given: Location | undefined): Location | null {
  if (given === undefined) return before;
  const parts = ['region', 'zone', 'campus'] as const;
  return parts.some((part) => (before?.[part] ?? '') !== (given[part] ?? '')) ? given : before;
}

const FIELDS = [
  'protocol',
  'version',
  'logicSet',
  'priority',
  'weight',
  'healthy',
  'isolated',
  'check',
  'location',
  'labels',
] as const;

function differences(before: Instance, after: Instance): FieldChange[] {
  const target = {
    kind: 'instance',
    id: before.id,
    label: `${before.service} ${before.host}:${before.port}`,
  };
  return FIELDS.filter((field) => !isSameValue(before[field], after[field])).map((field) => ({
    target,
    path: `/${field}`,
    before: before[field],
    after: after[field],
  }));
}

/** What is no fact about the instance but its state: a narrow write, and an event of its own. */
const OF_STATE = new Set(['/healthy', '/isolated']);

function write(
  state: RegistryState,
  slot: number,
  before: Instance,
  after: Instance,
  ofState: boolean,
  wallMs: number,
): Change {
  const becameHealthy = after.healthy && !before.healthy;
  const newState = {
    healthy: after.healthy,
    isolateFlag: after.isolateFlag,
    revision: newHex32(),
    mtime: Math.floor(wallMs / 1000),
    silentSince: becameHealthy ? null : before.silentSince,
  };
  if (ofState) return { kind: 'instance.state', slot, state: newState };
  return {
    kind: 'instance.put',
    row: {
      slot,
      id: before.id,
      service: state.instances.service[slot] ?? 0,
      ...encodeFacts(after),
      state: newState,
      bornAt: state.instances.rowBornAt[slot] ?? 0,
    },
  };
}

const operationOf = (
  before: Instance,
  changes: readonly FieldChange[],
  plan: HoldPlan,
  by: Actor,
  wallMs: number,
): Operation => ({
  ...operationRecord({
    action: actionOf(plan, changes),
    by,
    wallMs,
    names: { namespace: before.namespace, service: before.service, host: before.host },
    counts: { done: changes.length === 0 ? 0 : 1, unchanged: changes.length === 0 ? 1 : 0, left: 0 },
    changes,
  }),
  ...(plan.reason === '' ? {} : { reason: plan.reason }),
});

/** Holding what is there already, or letting go of it, has a name of its own. */
function actionOf(plan: HoldPlan, changes: readonly FieldChange[]): string {
  if (plan.release.size > 0 && plan.hold.size === 0) return 'instance.release';
  return plan.hold.size > 0 && changes.every(({ path }) => path.startsWith('/held/'))
    ? 'instance.hold'
    : 'instance.update';
}
