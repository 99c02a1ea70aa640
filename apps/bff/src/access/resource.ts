import type { ResourceKind } from '@cynosure/shared/console/resource.ts';
import type { Labels } from '../registry/model.ts';
import { listedFunctions, type Permission, unlistedFunctions } from './permissions.ts';

/** One thing that a call touches. */
export interface Ref {
  readonly kind: ResourceKind;
  /** As policies name it: a namespace by its name, everything else by its id. */
  readonly id: string;
  /** The namespace in which it lies; absent for accounts and what belongs to them. */
  readonly namespace?: string;
  /** Namespaces by whose names it was asked for besides: an alias or an export may lie elsewhere. */
  readonly askedIn?: readonly string[];
  readonly labels?: Labels;
  /** Id of the main account to which an account, group, role or policy belongs. */
  readonly tenant?: string;
  /** A namespace that is not there yet; whoever makes something in it makes it, too. */
  readonly isNew?: true;
  /** A main account: whoever else may manage accounts may not touch it. */
  readonly isMain?: true;
}

type Group = keyof typeof listedFunctions | keyof typeof unlistedFunctions;

/** null = it belongs to the server as a whole. */
const KIND_OF_GROUP: Readonly<Record<Group, ResourceKind | null>> = {
  Client: 'services',
  Namespace: 'namespaces',
  Service: 'services',
  ServiceContract: 'services',
  Instance: 'services',
  RouteRule: 'route_rules',
  RateLimitRule: 'ratelimit_rules',
  CircuitBreakerRule: 'circuitbreaker_rules',
  FaultDetectRule: 'faultdetect_rules',
  LaneRule: 'lane_rules',
  ConfigGroup: 'config_groups',
  ConfigFile: 'config_groups',
  ConfigRelease: 'config_groups',
  User: 'users',
  UserGroup: 'user_groups',
  AuthPolicy: 'auth_policies',
  AuthRole: 'roles',
  Token: 'services',
  Maintain: null,
  Console: null,
};

/** Where a function differs from the others of its group. */
const KIND_OF_FUNCTION: Partial<Record<Permission, ResourceKind>> = {
  DiscoverConfigFile: 'config_groups',
  WatchConfigFile: 'config_groups',
  DiscoverConfigFileNames: 'config_groups',
  DiscoverConfigGroups: 'config_groups',
  UpdateNamespaceToken: 'namespaces',
  DescribeNamespaceToken: 'namespaces',
  UndoOperations: 'services',
};

/** All functions in their groups, in the order in which they are listed. */
export const functionGroups: readonly { readonly name: Group; readonly functions: readonly Permission[] }[] =
  Object.entries({ ...listedFunctions, ...unlistedFunctions }).map(([name, functions]) => ({
    // Object.entries widens the keys, which are exactly the groups.
    name: name as Group,
    functions,
  }));

const kinds: ReadonlyMap<string, ResourceKind | null> = new Map(
  functionGroups.flatMap(({ name, functions }) =>
    functions.map((one): [string, ResourceKind | null] => [one, KIND_OF_GROUP[name]]),
  ),
);

/** The kind of thing that a function is about; null: the server as a whole. */
export const kindOf = (permission: Permission): ResourceKind | null =>
  KIND_OF_FUNCTION[permission] ?? kinds.get(permission) ?? null;

/** Belong to the server as a whole, but show services of all namespaces: whoever may not see one may not see these. */
const SHOWING_SERVICES: ReadonlySet<Permission> = new Set<Permission>([
  'DescribeOverview',
  'DescribeOperations',
  'DescribeClients',
]);

/** The kind of thing that a function shows, which need not be what it is about. */
export const shownBy = (permission: Permission): ResourceKind | null =>
  SHOWING_SERVICES.has(permission) ? 'services' : kindOf(permission);

/** Every function about things of a kind. */
export const functionsAbout = (kind: ResourceKind): Permission[] =>
  // The keys of the map are exactly the functions.
  [...(kinds.keys() as Iterable<Permission>)].filter((permission) => kindOf(permission) === kind);

const ABOUT_ACCESS: ReadonlySet<ResourceKind | null> = new Set([
  'users',
  'user_groups',
  'roles',
  'auth_policies',
]);

/** Things that say who may do what. */
export const isAboutAccess = (kind: ResourceKind | null): boolean => ABOUT_ACCESS.has(kind);
