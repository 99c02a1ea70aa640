import { create as message } from '@bufbuild/protobuf';
import {
  AuthAction,
  type AuthStrategy,
  AuthStrategySchema,
  type ModifyAuthStrategy,
  ModifyAuthStrategySchema,
  type Principals,
  type StrategyResources,
  StrategyResourcesSchema,
} from '@cynosure/proto/v1/security/auth_pb.ts';
import type { Response } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { resourceKinds } from '@cynosure/shared/console/resource.ts';
import { done, isDone, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import type { Actor } from '../../registry/model.ts';
import { collectedVerdict } from '../../transport/http/batch.ts';
import { type Item, oneFromBody } from '../../transport/http/json-body.ts';
import { batchRefusal, batchReply, entry, single } from '../../transport/http/reply.ts';
import type { Call, Reply, Route } from '../../transport/http/route.ts';
import { isAccountName } from '../account-rules.ts';
import { tenantOfCaller } from '../caller.ts';
import {
  createPolicy,
  deletePolicy,
  type PolicyDraft,
  type PolicyPatch,
  updatePolicy,
} from '../commands/policies.ts';
import { withReason } from '../gate.ts';
import { type LabelRule, type Policy, type PolicyAction, policyById } from '../policy.ts';
import { isGiven, itemsFromBody } from './bodies.ts';
import type { AccessRoutesParts } from './parts.ts';
import { policyLists } from './policy-lists.ts';
import { resourceMembers } from './views.ts';

/** Policies, which the reference calls strategies (contract/auth.md §6). */
export const policyRoutes = (parts: AccessRoutesParts): readonly Route[] => {
  const surface = 'console';
  return [
    {
      method: 'POST',
      path: '/core/v1/auth/strategy',
      surface,
      needs: 'CreateAuthPolicy',
      handle: (call) => create(parts, call),
    },
    {
      method: 'PUT',
      path: '/core/v1/auth/strategies',
      surface,
      needs: 'UpdateAuthPolicies',
      handle: (call) => updateMany(parts, call),
    },
    {
      method: 'POST',
      path: '/core/v1/auth/strategies/delete',
      surface,
      needs: 'DeleteAuthPolicies',
      handle: (call) => deleteMany(parts, call),
    },
    ...policyLists(parts),
  ];
};

const ACTIONS: Readonly<Record<AuthAction, PolicyAction>> = {
  [AuthAction.ONLY_READ]: 'ONLY_READ',
  [AuthAction.READ_WRITE]: 'READ_WRITE',
  [AuthAction.ALLOW]: 'ALLOW',
  [AuthAction.DENY]: 'DENY',
};

const MOST_COMMENT = 1024;
const MOST_FUNCTIONS = 500;
/** What one policy may name in all. */
const MOST_NAMES = 10_000;

async function create({ registry }: AccessRoutesParts, call: Call): Promise<Reply> {
  const item = oneFromBody(call, AuthStrategySchema);
  if (!isDone(item)) return single(item);
  const asked = item.value.message;
  const admission = call.admit();
  if (!isDone(admission)) return single(withReason(admission));
  const owner = tenantOfCaller(admission.value);
  const fault = draftFault(asked);
  if (fault !== null) return single(fault, { authStrategy: asked });
  const created = await registry.run(createPolicy(draftOf(asked, owner), call.actor(admission.value)));
  if (isDone(created)) return single(created, { authStrategy: { ...asked, owner } });
  // Who is missing is answered with the request, what is missing without (recorded).
  const isAboutWhom = created.code === 'NotFoundUser' || created.code === 'NotFoundUserGroup';
  return single(created, isAboutWhom ? { authStrategy: asked } : {});
}

const draftOf = (asked: AuthStrategy, owner: string): PolicyDraft => ({
  name: asked.name ?? '',
  owner,
  action: ACTIONS[asked.action] ?? 'ONLY_READ',
  comment: asked.comment ?? '',
  ...principalsIn(asked.principals),
  resources: resourcesIn(asked.resources),
  functions: [...new Set(asked.functions)],
  labels: labelsIn(asked),
  metadata: { ...asked.metadata },
  source: asked.source ?? '',
});

const principalsIn = (of: Principals | undefined) => ({
  users: (of?.users ?? []).map(({ id }) => id ?? ''),
  groups: (of?.groups ?? []).map(({ id }) => id ?? ''),
  roles: (of?.roles ?? []).map(({ id }) => id ?? ''),
});

const resourcesIn = (of: StrategyResources | undefined): Policy['resources'] =>
  of === undefined
    ? {}
    : Object.fromEntries(
        resourceKinds.map((kind) => [kind, of[resourceMembers[kind]].map(({ id }) => id ?? '')]),
      );

const labelsIn = ({ resourceLabels }: Pick<AuthStrategy, 'resourceLabels'>): LabelRule[] =>
  resourceLabels.map(({ key, value, compareType }) => ({ key, value, compareType }));

function draftFault(asked: AuthStrategy): Refusal | null {
  return isAccountName(asked.name ?? '') ? sizeFault(asked, [asked.resources]) : refused('InvalidUserName');
}

function sizeFault(
  { comment = '', functions }: Pick<AuthStrategy, 'comment' | 'functions'>,
  resources: readonly (StrategyResources | undefined)[],
): Refusal | null {
  const say = (info: string) => refused('InvalidParameter', `invalid parameter: ${info}`);
  if ([...comment].length > MOST_COMMENT) return say(`a comment has at most ${MOST_COMMENT} characters`);
  if (functions.length > MOST_FUNCTIONS) return say(`at most ${MOST_FUNCTIONS} functions can be named`);
  const names = resources.flatMap((one) => Object.values(resourcesIn(one)).flat()).length;
  return names > MOST_NAMES ? say(`at most ${MOST_NAMES} resources can be named`) : null;
}

async function updateMany(parts: AccessRoutesParts, call: Call): Promise<Reply> {
  const items = itemsFromBody(call, ModifyAuthStrategySchema);
  if (!isDone(items)) return batchRefusal(items);
  const admission = call.admit();
  if (!isDone(admission)) return batchRefusal(withReason(admission));
  const tenant = tenantOfCaller(admission.value);
  const by = call.actor(admission.value);
  const responses = await Promise.all(items.value.map((item) => updateOne(parts, item, tenant, by)));
  return batchReply(collectedVerdict(responses), responses);
}

async function updateOne(
  { registry }: AccessRoutesParts,
  { message: asked, raw }: Item<typeof ModifyAuthStrategySchema>,
  tenant: string,
  by: Actor,
): Promise<Response> {
  const id = asked.id ?? '';
  if (policyById(registry.state, id)?.owner !== tenant) {
    return entry(refused('NotFoundAuthStrategyRule'), { modifyAuthStrategy: asked });
  }
  const fault =
    asked.name !== undefined && !isAccountName(asked.name) && isRenaming(registry.state, id, asked.name)
      ? refused('InvalidUserName')
      : sizeFault(asked, [asked.addResources, asked.removeResources]);
  const outcome = fault ?? (await registry.run(updatePolicy(id, patchOf(asked, raw), by)));
  // The reference gives every policy that it looks at an empty list of what is added.
  const addResources = asked.addResources ?? message(StrategyResourcesSchema);
  return entry(outcome, { modifyAuthStrategy: { ...asked, addResources } });
}

const isRenaming = (state: Parameters<typeof policyById>[0], id: string, name: string): boolean =>
  policyById(state, id)?.name !== name;

/** A list that was not given stays as it is: left out, a list of functions would mean all of them. */
const patchOf = (asked: ModifyAuthStrategy, raw: unknown): PolicyPatch => ({
  ...(asked.name === undefined ? {} : { name: asked.name }),
  ...(asked.comment === undefined ? {} : { comment: asked.comment }),
  ...(asked.source === undefined ? {} : { source: asked.source }),
  ...(isGiven(raw, 'functions') ? { functions: [...new Set(asked.functions)] } : {}),
  ...(isGiven(raw, 'resource_labels', 'resourceLabels') ? { labels: labelsIn(asked) } : {}),
  ...(isGiven(raw, 'metadata') ? { metadata: { ...asked.metadata } } : {}),
  add: principalsIn(asked.addPrincipals),
  remove: principalsIn(asked.removePrincipals),
  addResources: resourcesIn(asked.addResources),
  removeResources: resourcesIn(asked.removeResources),
});

async function deleteMany({ registry }: AccessRoutesParts, call: Call): Promise<Reply> {
  const items = itemsFromBody(call, AuthStrategySchema);
  if (!isDone(items)) return batchRefusal(items);
  const admission = call.admit();
  if (!isDone(admission)) return batchRefusal(withReason(admission));
  const tenant = tenantOfCaller(admission.value);
  const by = call.actor(admission.value);
  const responses = await Promise.all(
    items.value.map(async ({ message: asked }) => {
      const id = asked.id ?? '';
      // One of somebody else is as good as none: deleting what is not there is a success (contract §6.2).
      const isOurs = policyById(registry.state, id)?.owner === tenant;
      const outcome = isOurs ? await registry.run(deletePolicy(id, by)) : done(null);
      return entry(outcome, { authStrategy: asked });
    }),
  );
  return batchReply(collectedVerdict(responses), responses);
}
