import type { Role } from '@cynosure/shared/console/access.ts';

/**
 * Every function that a policy can name, in the groups and the order in which the reference lists them
 * (contract/auth.md §7.2).
 */
export const listedFunctions = {
  Client: [
    'RegisterInstance',
    'DeregisterInstance',
    'ReportServiceContract',
    'DiscoverServices',
    'DiscoverInstances',
    'UpdateInstance',
    'DiscoverRouterRule',
    'DiscoverRateLimitRule',
    'DiscoverCircuitBreakerRule',
    'DiscoverFaultDetectRule',
    'DiscoverServiceContract',
    'DiscoverLaneRule',
    'DiscoverConfigFile',
    'WatchConfigFile',
    'DiscoverConfigFileNames',
    'DiscoverConfigGroups',
  ],
  Namespace: [
    'CreateNamespace',
    'CreateNamespaces',
    'DeleteNamespaces',
    'UpdateNamespaces',
    'DescribeNamespaces',
  ],
  Service: [
    'CreateServices',
    'DeleteServices',
    'UpdateServices',
    'DescribeAllServices',
    'DescribeServices',
    'DescribeServicesCount',
    'CreateServiceAlias',
    'DeleteServiceAliases',
    'UpdateServiceAlias',
    'DescribeServiceAliases',
  ],
  ServiceContract: [
    'CreateServiceContracts',
    'DescribeServiceContracts',
    'DescribeServiceContractVersions',
    'DeleteServiceContracts',
    'CreateServiceContractInterfaces',
    'AppendServiceContractInterfaces',
    'DeleteServiceContractInterfaces',
  ],
  Instance: [
    'CreateInstances',
    'DeleteInstances',
    'DeleteInstancesByHost',
    'UpdateInstances',
    'UpdateInstancesIsolate',
    'DescribeInstances',
    'DescribeInstancesCount',
    'DescribeInstanceLabels',
    'CleanInstance',
    'BatchCleanInstances',
    'DescribeInstanceLastHeartbeat',
  ],
  RouteRule: [
    'CreateRouteRules',
    'DeleteRouteRules',
    'UpdateRouteRules',
    'EnableRouteRules',
    'DescribeRouteRules',
  ],
  RateLimitRule: [
    'CreateRateLimitRules',
    'DeleteRateLimitRules',
    'UpdateRateLimitRules',
    'EnableRateLimitRules',
    'DescribeRateLimitRules',
  ],
  CircuitBreakerRule: [
    'CreateCircuitBreakerRules',
    'DeleteCircuitBreakerRules',
    'EnableCircuitBreakerRules',
    'UpdateCircuitBreakerRules',
    'DescribeCircuitBreakerRules',
  ],
  FaultDetectRule: [
    'CreateFaultDetectRules',
    'DeleteFaultDetectRules',
    'EnableFaultDetectRules',
    'UpdateFaultDetectRules',
    'DescribeFaultDetectRules',
  ],
  LaneRule: [
    'CreateLaneGroups',
    'DeleteLaneGroups',
    'EnableLaneGroups',
    'UpdateLaneGroups',
    'DescribeLaneGroups',
  ],
  ConfigGroup: [
    'CreateConfigFileGroup',
    'DeleteConfigFileGroup',
    'UpdateConfigFileGroup',
    'DescribeConfigFileGroups',
  ],
  ConfigFile: [
    'PublishConfigFile',
    'CreateConfigFile',
    'UpdateConfigFile',
    'DeleteConfigFile',
    'DescribeConfigFileRichInfo',
    'DescribeConfigFiles',
    'BatchDeleteConfigFiles',
    'ExportConfigFiles',
    'ImportConfigFiles',
    'DescribeConfigFileReleaseHistories',
    'DescribeAllConfigFileTemplates',
    'DescribeConfigFileTemplate',
    'CreateConfigFileTemplate',
  ],
  ConfigRelease: [
    'RollbackConfigFileReleases',
    'DeleteConfigFileReleases',
    'StopGrayConfigFileReleases',
    'DescribeConfigFileRelease',
    'DescribeConfigFileReleases',
    'DescribeConfigFileReleaseVersions',
    'UpsertAndReleaseConfigFile',
  ],
  User: [
    'CreateUsers',
    'DeleteUsers',
    'DescribeUsers',
    'DescribeUserToken',
    'EnableUserToken',
    'ResetUserToken',
    'UpdateUser',
    'UpdateUserPassword',
  ],
  UserGroup: [
    'CreateUserGroup',
    'UpdateUserGroups',
    'DeleteUserGroups',
    'DescribeUserGroups',
    'DescribeUserGroupDetail',
    'DescribeUserGroupToken',
    'EnableUserGroupToken',
    'ResetUserGroupToken',
  ],
  AuthPolicy: [
    'CreateAuthPolicy',
    'UpdateAuthPolicies',
    'DeleteAuthPolicies',
    'DescribeAuthPolicies',
    'DescribeAuthPolicyDetail',
    'DescribePrincipalResources',
  ],
} as const;

/** Functions that the reference has and does not list, and those of our console, which it does not have. */
export const unlistedFunctions = {
  Token: [
    'UpdateNamespaceToken',
    'DescribeNamespaceToken',
    'UpdateServiceToken',
    'DescribeServiceToken',
    'DescribeServiceOwner',
  ],
  AuthRole: [
    'CreateAuthRoles',
    'UpdateAuthRoles',
    'DeleteAuthRoles',
    'DescribeAuthRoles',
    'DescribeAuthRoleDetail',
  ],
  Maintain: [
    'DescribeServerConnections',
    'DescribeServerConnStats',
    'CloseConnections',
    'FreeOSMemory',
    'DescribeLeaderElections',
    'ReleaseLeaderElection',
    'DescribeGetLogOutputLevel',
    'UpdateLogOutputLevel',
    'DescribeCMDBInfo',
    'DescribeReportClients',
    'DescribeServerFunctions',
  ],
  Console: [
    'DescribeOverview',
    'DescribeOperations',
    'DescribeClients',
    'DescribeSettings',
    'DescribeAccessTokens',
    'DescribeSessions',
    'UndoOperations',
    'UpdateSettings',
    'RevokeAccessTokens',
    'EndSessions',
  ],
} as const;

type Listed = (typeof listedFunctions)[keyof typeof listedFunctions][number];
type Unlisted = (typeof unlistedFunctions)[keyof typeof unlistedFunctions][number];

/** What a caller needs for a route or an RPC. */
export type Permission = Listed | Unlisted;

/**
 * What every route and RPC declares: the permission that it needs; `signedIn` where any account may, for what is
 * its own; or `open` where the contract wants no check at all (login, switches, heartbeats).
 */
export type Needed = Permission | 'signedIn' | 'open';

/** Reading one of these gives a secret (or who is signed in from where) away; only the owner role may. */
const SECRET_READS: ReadonlySet<string> = new Set<Permission>([
  'DescribeUserToken',
  'DescribeUserGroupToken',
  'DescribeNamespaceToken',
  'DescribeServiceToken',
  'ExportConfigFiles',
  'DescribeSessions',
]);

const OPERATOR_WRITES: ReadonlySet<string> = new Set<Permission>([
  'RegisterInstance',
  'DeregisterInstance',
  'UpdateInstance',
  'ReportServiceContract',
  'CreateInstances',
  'DeleteInstances',
  'DeleteInstancesByHost',
  'UpdateInstances',
  'UpdateInstancesIsolate',
  'UndoOperations',
]);

/** Whether it only looks, at nothing that opens doors. */
export const isRead = (permission: Permission): boolean =>
  /^(Describe|Discover|Watch)/.test(permission) && !SECRET_READS.has(permission);

/** Viewer reads, Operator also takes instances in and out, Owner may do everything (decision 19). */
export function allows(role: Role, permission: Permission): boolean {
  switch (role) {
    case 'owner':
      return true;
    case 'operator':
      return isRead(permission) || OPERATOR_WRITES.has(permission);
    case 'viewer':
      return isRead(permission);
  }
}
