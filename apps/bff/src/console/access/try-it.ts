import type { TryAnswer, TryRequest } from '@cynosure/shared/console/access.ts';
import type { ResourceKind } from '@cynosure/shared/console/resource.ts';
import { groupById } from '../../access/group.ts';
import type { Permission } from '../../access/permissions.ts';
import { policyById } from '../../access/policy.ts';
import {
  groupRef,
  namespaceRef,
  policyRef,
  refOfService,
  roleRef,
  serviceRef,
  userRef,
} from '../../access/refs.ts';
import { functionGroups, type Ref } from '../../access/resource.ts';
import type { About, Grounds, Rights } from '../../access/rights.ts';
import { isBuiltIn, roleById } from '../../access/role.ts';
import { tenantOf, userById } from '../../access/user.ts';
import type { RegistryState } from '../../registry/state.ts';
import { fieldProblem, invalidFields, type Refused } from '../problem.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, notAllowed, ok } from '../route.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { tryBody } from './bodies.ts';
import { type AccessContext, tenantOfAsker } from './parts.ts';

/** May somebody do something with something, and by what (console/spec.md §5, Access: Try it)? Changes nothing. */
export const tryRoutes = (of: AccessContext): ConsoleRoute[] => [
  {
    method: 'post',
    path: '/access/try',
    needs: 'signedIn',
    handle: (request) => tryIt(of, request),
  },
];

function tryIt(of: AccessContext, request: ConsoleRequest): Answer {
  const read = readBody(tryBody, request.body);
  if ('code' in read) return read;
  const { who, resource } = read.value;
  // About oneself anybody may ask.
  const isSelf = who.kind === 'user' && who.id === request.asker.actor.id;
  const refusal = isSelf ? null : notAllowed(request.asker, 'DescribePrincipalResources', 'everything');
  if (refusal !== null) return refusal;
  const permission = functionNamed(read.value.function);
  if (permission === undefined) {
    return invalidFields([fieldProblem('function', `There is no function ${read.value.function}.`)]);
  }
  const rights = rightsOf(of, request, who);
  if ('status' in rights) return rights;
  const about = resource === undefined ? ('everything' as const) : aboutOf(of, request, resource);
  if (typeof about === 'object' && 'status' in about) return about;
  const { allowed, grounds } = rights.judge(permission, about);
  const answer: TryAnswer = { allowed, because: becauseOf(grounds) };
  return ok(answer);
}

const functionNamed = (name: string): Permission | undefined =>
  functionGroups.flatMap(({ functions }) => functions).find((one) => one === name);

function rightsOf(
  { context, admin }: AccessContext,
  request: ConsoleRequest,
  { kind, id }: TryRequest['who'],
): Rights | Refused {
  const tenant = tenantOfAsker(context, request);
  const user = kind === 'user' ? userById(context.state, id) : undefined;
  if (user !== undefined && tenantOf(user) === tenant) return admin.gate.book.rightsOfUser(user);
  const group = kind === 'group' ? groupById(context.state, id) : undefined;
  if (group?.owner === tenant) return admin.gate.book.rightsOfGroup(group);
  return invalidFields([fieldProblem('who', `There is no ${kind} ${id}.`)]);
}

interface Asked {
  readonly kind: ResourceKind;
  readonly id?: string | undefined;
  readonly namespace?: string | undefined;
  readonly service?: string | undefined;
}

function aboutOf({ context }: AccessContext, request: ConsoleRequest, asked: Asked): About | Refused {
  const ref = refOf(context.state, tenantOfAsker(context, request), asked);
  if (ref !== undefined) return [ref];
  return invalidFields([fieldProblem('resource', `There is nothing of that name among ${asked.kind}.`)]);
}

function refOf(
  state: RegistryState,
  tenant: string,
  { kind, id = '', namespace = '', service = '' }: Asked,
): Ref | undefined {
  switch (kind) {
    case 'namespaces':
      return namespaceRef(state, id || namespace);
    case 'services': {
      const known = state.services.byId(id)?.service;
      if (known !== undefined) return refOfService(known);
      return namespace === '' ? undefined : serviceRef(state, namespace, service);
    }
    case 'users': {
      const user = userById(state, id);
      return user && tenantOf(user) === tenant ? userRef(user) : undefined;
    }
    case 'user_groups': {
      const group = groupById(state, id);
      return group?.owner === tenant ? groupRef(group) : undefined;
    }
    case 'roles': {
      if (isBuiltIn(id)) return roleRef({ id, owner: tenant });
      const role = roleById(state, id);
      return role?.owner === tenant ? roleRef(role) : undefined;
    }
    case 'auth_policies': {
      const policy = policyById(state, id);
      return policy?.owner === tenant ? policyRef(policy) : undefined;
    }
    default:
      return { kind, id, ...(namespace === '' ? {} : { namespace }) };
  }
}

function becauseOf(grounds: Grounds): TryAnswer['because'] {
  switch (grounds.kind) {
    case 'policy':
      return { kind: 'policy', id: grounds.policy, name: grounds.name };
    case 'role': {
      const { role, namespace, group } = grounds;
      return {
        kind: 'role',
        role,
        ...(namespace === undefined ? {} : { namespace }),
        ...(group === undefined ? {} : { group }),
      };
    }
    default:
      return { kind: grounds.kind };
  }
}
