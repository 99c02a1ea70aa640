/**
 * Every result code of the protocol: its number, and the sentence that goes with it (contract/codes.tsv).
 *
 * `info` is the text of a gRPC reply and of the header X-Polaris-Message; `infoEn` is what HTTP shows in
 * English where that differs. An empty text means that the code has none of its own.
 */
export const codes = {
  // No verdict (the zero value of the protocol)
  Unknown: { number: 0, info: '' },
  // Success and "nothing to do"
  ExecuteSuccess: { number: 200000, info: 'execute success' },
  DataNoChange: { number: 200001, info: 'discover data is no change' },
  NoNeedUpdate: { number: 200002, info: 'update data is no change, no need to update' },
  // The request as a whole
  BadRequest: { number: 400000, info: 'bad request' },
  ParseException: { number: 400001, info: 'request decode failed' },
  EmptyRequest: { number: 400002, info: 'empty request' },
  BatchSizeOverLimit: { number: 400003, info: 'batch size over the limit' },
  InvalidDiscoverResource: { number: 400004, info: 'invalid discover resource' },
  // Parameters
  InvalidRequestID: { number: 400100, info: 'invalid request id' },
  InvalidUserName: { number: 400101, info: 'invalid user name' },
  InvalidUserToken: { number: 400102, info: 'invalid user token' },
  InvalidParameter: { number: 400103, info: 'invalid parameter' },
  EmptyQueryParameter: { number: 400104, info: 'query instance parameter is empty' },
  InvalidQueryInsParameter: {
    number: 400105,
    info: 'query instance, service or namespace or host is required',
  },
  InvalidNamespaceName: { number: 400110, info: 'invalid namespace name' },
  InvalidNamespaceOwners: { number: 400111, info: 'invalid namespace owners' },
  InvalidNamespaceToken: { number: 400112, info: 'invalid namespace token' },
  InvalidServiceName: { number: 400120, info: 'invalid service name' },
  InvalidServiceOwners: { number: 400121, info: 'invalid service owners' },
  InvalidServiceToken: { number: 400122, info: 'invalid service token' },
  InvalidServiceMetadata: { number: 400123, info: 'invalid service metadata' },
  InvalidServicePorts: { number: 400124, info: 'invalid service ports' },
  InvalidServiceBusiness: { number: 400125, info: 'invalid service business' },
  InvalidServiceDepartment: { number: 400126, info: 'invalid service department' },
  InvalidServiceCMDB: { number: 400127, info: 'invalid service CMDB' },
  InvalidServiceComment: { number: 400128, info: 'invalid service comment' },
  InvalidServiceAliasComment: { number: 400129, info: 'invalid service alias comment' },
  InvalidInstanceID: { number: 400130, info: 'invalid instance id' },
  InvalidInstanceHost: { number: 400131, info: 'invalid instance host' },
  InvalidInstancePort: { number: 400132, info: 'invalid instance port' },
  InvalidServiceAlias: { number: 400133, info: 'invalid service alias' },
  InvalidNamespaceWithAlias: {
    number: 400134,
    info: 'request namespace is not allow to create sid type alias',
  },
  InvalidServiceAliasOwners: { number: 400135, info: 'invalid service alias owners' },
  InvalidInstanceProtocol: { number: 400136, info: 'invalid instance protocol' },
  InvalidInstanceVersion: { number: 400137, info: 'invalid instance version' },
  InvalidInstanceLogicSet: { number: 400138, info: 'invalid instance logic set' },
  InvalidInstanceIsolate: { number: 400139, info: 'invalid instance isolate' },
  HealthCheckNotOpen: { number: 400140, info: 'server not open health check' },
  HeartbeatOnDisabledIns: { number: 400141, info: 'heartbeat on disabled instance' },
  HeartbeatExceedLimit: { number: 400142, info: 'instance can only heartbeat 1 time per second' },
  HeartbeatTypeNotFound: { number: 400143, info: '', infoEn: 'heartbeat type not found' },
  InvalidMetadata: {
    number: 400150,
    info: 'the length of metadata is too long or metadata contains invalid characters',
  },
  InvalidRateLimitID: { number: 400151, info: 'invalid rate limit id' },
  InvalidRateLimitLabels: { number: 400152, info: 'invalid rate limit labels' },
  InvalidRateLimitAmounts: { number: 400153, info: 'invalid rate limit amounts' },
  InvalidRateLimitName: { number: 400154, info: '', infoEn: 'invalid rate limit name' },
  InvalidCircuitBreakerID: { number: 400160, info: 'invalid circuit breaker id' },
  InvalidCircuitBreakerVersion: { number: 400161, info: 'invalid circuit breaker version' },
  InvalidCircuitBreakerName: { number: 400162, info: 'invalid circuit breaker name' },
  InvalidCircuitBreakerNamespace: { number: 400163, info: 'invalid circuit breaker namespace' },
  InvalidCircuitBreakerOwners: { number: 400164, info: 'invalid circuit breaker owners' },
  InvalidCircuitBreakerToken: { number: 400165, info: 'invalid circuit breaker token' },
  InvalidCircuitBreakerBusiness: { number: 400166, info: 'invalid circuit breaker business' },
  InvalidCircuitBreakerDepartment: { number: 400167, info: 'invalid circuit breaker department' },
  InvalidCircuitBreakerComment: { number: 400168, info: 'invalid circuit breaker comment' },
  CircuitBreakerRuleExisted: { number: 400169, info: '' },
  ServicesExistedMesh: { number: 400170, info: 'services existed mesh' },
  ResourcesExistedMesh: { number: 400171, info: 'resources existed mesh' },
  InvalidMeshParameter: { number: 400172, info: 'invalid mesh parameter' },
  InvalidPlatformID: { number: 400180, info: 'invalid platform id' },
  InvalidPlatformName: { number: 400181, info: 'invalid platform name' },
  InvalidPlatformDomain: { number: 400182, info: 'invalid platform domain' },
  InvalidPlatformQPS: { number: 400183, info: 'invalid platform qps' },
  InvalidPlatformToken: { number: 400184, info: 'invalid platform token' },
  InvalidPlatformOwner: { number: 400185, info: 'invalid platform owner' },
  InvalidPlatformDepartment: { number: 400186, info: 'invalid platform department' },
  InvalidPlatformComment: { number: 400187, info: 'invalid platform comment' },
  NotFoundPlatform: { number: 400188, info: 'not found platform' },
  InvalidFluxRateLimitId: { number: 400190, info: 'invalid flux ratelimit id' },
  InvalidFluxRateLimitQps: { number: 400191, info: 'invalid flux ratelimit qps' },
  InvalidFluxRateLimitSetKey: { number: 400192, info: 'invalid flux ratelimit key' },
  // Conflicts with what exists
  ExistedResource: { number: 400201, info: 'existed resource' },
  NotFoundResource: { number: 400202, info: 'not found resource' },
  NamespaceExistedServices: { number: 400203, info: 'some services existed in namespace' },
  ServiceExistedInstances: { number: 400204, info: 'some instances existed in service' },
  ServiceExistedRoutings: { number: 400205, info: 'some routings existed in service' },
  ServiceExistedRateLimits: { number: 400206, info: 'some rate limits existed in service' },
  ExistReleasedConfig: { number: 400207, info: 'exist released config' },
  SameInstanceRequest: { number: 400208, info: 'the same instance request' },
  ServiceExistedCircuitBreakers: { number: 400209, info: 'some circuit breakers existed in service' },
  ServiceExistedAlias: { number: 400210, info: 'some aliases existed in service' },
  NamespaceExistedMeshResources: { number: 400211, info: 'some mesh resources existed in namespace' },
  NamespaceExistedCircuitBreakers: { number: 400212, info: 'some circuit breakers existed in namespace' },
  ServiceSubscribedByMeshes: { number: 400213, info: 'service subscribed by some mesh' },
  ServiceExistedFluxRateLimits: { number: 400214, info: '' },
  UserExisted: { number: 400215, info: 'exist user' },
  UserGroupExisted: { number: 400216, info: 'exist usergroup' },
  AuthStrategyRuleExisted: { number: 400217, info: 'exist auth strategy rule' },
  SubAccountExisted: { number: 400218, info: 'some sub-account existed in owner' },
  NamespaceExistedConfigGroups: { number: 400219, info: 'some config group existed in namespace' },
  MaximumCapacityExceeded: { number: 400230, info: '' },
  // Not found
  NotFoundService: { number: 400301, info: 'not found service' },
  NotFoundRouting: { number: 400302, info: 'not found routing' },
  NotFoundInstance: { number: 400303, info: 'not found instances' },
  NotFoundServiceAlias: { number: 400304, info: 'not found service alias' },
  NotFoundNamespace: { number: 400305, info: 'not found namespace' },
  NotFoundSourceService: { number: 400306, info: 'not found the source service link with the alias' },
  NotFoundRateLimit: { number: 400307, info: 'not found rate limit' },
  NotFoundCircuitBreaker: { number: 400308, info: 'not found circuit breaker' },
  NotFoundMasterConfig: { number: 400309, info: 'not found master config' },
  NotFoundTagConfig: { number: 400310, info: 'not found tag config' },
  NotFoundTagConfigOrService: {
    number: 400311,
    info: 'not found tag config or service, or relation already exists',
  },
  NotFoundUser: { number: 400312, info: 'not found user' },
  NotFoundOwnerUser: { number: 400313, info: 'not found owner user' },
  NotFoundUserGroup: { number: 400314, info: 'not found usergroup' },
  NotFoundAuthStrategyRule: { number: 400315, info: 'not found auth strategy rule' },
  // Accounts and access rules
  ClientAPINotOpen: { number: 400401, info: 'client api is not open' },
  NotAllowBusinessService: { number: 400402, info: 'not allow requesting business service' },
  InvalidUserOwners: { number: 400410, info: '' },
  InvalidUserID: { number: 400411, info: 'invalid user-id' },
  InvalidUserPassword: { number: 400412, info: 'invalid user password' },
  InvalidUserMobile: { number: 400413, info: '' },
  InvalidUserEmail: { number: 400414, info: '' },
  InvalidUserGroupOwners: { number: 400420, info: 'invalid usergroup owner attribute' },
  InvalidUserGroupID: { number: 400421, info: '' },
  InvalidAuthStrategyOwners: { number: 400430, info: 'invalid auth strategy rule owner' },
  InvalidAuthStrategyName: { number: 400431, info: 'invalid auth strategy rule name' },
  InvalidAuthStrategyID: { number: 400432, info: '' },
  InvalidPrincipalType: { number: 400440, info: 'invalid principal type' },
  // Not allowed for this kind of thing
  NotAllowAliasUpdate: { number: 400501, info: 'not allow service alias updating' },
  NotAllowAliasCreateInstance: { number: 400502, info: 'not allow service alias creating instance' },
  NotAllowAliasCreateRouting: { number: 400503, info: 'not allow service alias creating routing config' },
  NotAllowCreateAliasForAlias: { number: 400504, info: 'only source service can create alias' },
  NotAllowAliasCreateRateLimit: { number: 400505, info: 'not allow service alias creating rate limit' },
  NotAllowAliasBindRule: { number: 400506, info: 'not allow service alias binding rule' },
  NotAllowDifferentNamespaceBindRule: { number: 400507, info: 'not allow different namespace binding rule' },
  NotAllowModifyDefaultStrategyPrincipal: {
    number: 400508,
    info: 'not allow modify default strategy principal',
  },
  NotAllowModifyOwnerDefaultStrategy: {
    number: 400509,
    info: 'not allow modify main account default strategy',
  },
  // Routing rules
  InvalidRoutingID: { number: 400700, info: 'invalid routing id' },
  InvalidRoutingPolicy: {
    number: 400701,
    info: 'invalid routing policy, only support (RulePolicy,MetadataPolicy)',
  },
  InvalidRoutingName: { number: 400702, info: 'invalid routing name' },
  InvalidRoutingPriority: {
    number: 400703,
    info: '',
    infoEn: 'invalid routing priority, only support [0, 10]',
  },
  // Configuration center
  InvalidConfigFileGroupName: { number: 400801, info: 'invalid config file group name' },
  InvalidConfigFileName: { number: 400802, info: 'invalid config file name' },
  InvalidConfigFileContentLength: { number: 400803, info: 'config file content too long' },
  InvalidConfigFileFormat: {
    number: 400804,
    info: 'invalid config file format, support json,xml,html,properties,text,yaml',
  },
  InvalidConfigFileTags: {
    number: 400805,
    info: 'invalid config file tags, tags should be pair, like key1,value1,key2,value2, both key and value should not blank',
    infoEn:
      'invalid config file tags, tags should be pair, like key1,value1,key2,value2. and key,value should not blank',
  },
  InvalidWatchConfigFileFormat: { number: 400806, info: 'invalid watch config file format' },
  NotFoundResourceConfigFile: { number: 400807, info: 'config file not existed' },
  InvalidConfigFileTemplateName: { number: 400808, info: 'invalid config file template name' },
  EncryptConfigFileException: { number: 400809, info: '' },
  GroupExistActiveRelease: { number: 400810, info: '' },
  DecryptConfigFileException: { number: 400811, info: '' },
  InvalidConfigReleaseId: { number: 400812, info: '' },
  NotMatchContentToFormat: { number: 400813, info: '' },
  InvalidConfigContent: { number: 400814, info: '' },
  InvalidConfigId: { number: 400815, info: '' },
  // Fault detection and matching
  InvalidFaultDetectID: { number: 400900, info: '' },
  InvalidFaultDetectName: { number: 400901, info: '' },
  InvalidFaultDetectNamespace: { number: 400902, info: '' },
  FaultDetectRuleExisted: { number: 400903, info: '' },
  InvalidMatchRule: { number: 400904, info: 'invalid gray config beta labels' },
  // Who is asking
  Unauthorized: { number: 401000, info: 'unauthorized' },
  NotAllowedAccess: { number: 401001, info: 'access is not approved' },
  EmptyAutToken: { number: 401002, info: 'auth token empty' },
  TokenDisabled: { number: 401003, info: 'token already disabled' },
  TokenNotExisted: { number: 401004, info: 'token not existed' },
  // What they may do
  AuthTokenForbidden: { number: 403001, info: 'token verify exception' },
  OperationRoleForbidden: { number: 403002, info: 'operation role exception' },
  APIRateLimit: { number: 403003, info: 'server limit the api access' },
  // Location data
  CMDBNotFindHost: { number: 404001, info: 'not found the host cmdb' },
  // Conflict in the store
  DataConflict: { number: 409000, info: 'data is conflict, please try again' },
  // Too much
  InstanceTooManyRequests: {
    number: 429001,
    info: 'your instance has too many requests',
    infoEn: 'instance has too many requests',
  },
  IPRateLimit: { number: 429002, info: 'server limit the ip access' },
  // Our own failures
  ExecuteException: { number: 500000, info: 'execute exception' },
  StoreLayerException: { number: 500001, info: 'store layer exception' },
  CMDBPluginException: { number: 500002, info: 'cmdb plugin exception' },
  ParseRoutingException: { number: 500004, info: 'parsing routing failed' },
  ParseRateLimitException: { number: 500005, info: 'parse rate limit failed' },
  ParseCircuitBreakerException: { number: 500006, info: 'parse circuit breaker failed' },
  HeartbeatException: { number: 500007, info: 'heartbeat execute exception' },
  InstanceRegisTimeout: { number: 500008, info: 'instance async regist timeout' },
} as const satisfies Record<string, Code>;

/** Number and sentences of one result code. */
export interface Code {
  readonly number: number;
  readonly info: string;
  readonly infoEn?: string;
}

/** Name of a result code as the protocol's enum `v1.Code` spells it. */
export type CodeName = keyof typeof codes;

const namesByNumber: ReadonlyMap<number, CodeName> = new Map(
  // Object.keys widens to string; the names are exactly the keys of the table above.
  (Object.keys(codes) as CodeName[]).map((name) => [codes[name].number, name]),
);

/** The name of a code number, or undefined for a number that the protocol does not know. */
export const codeNameOf = (number: number): CodeName | undefined => namesByNumber.get(number);

/** The code behind a name, with the optional members that the literal table hides. */
export const codeOf = (name: CodeName): Code => codes[name];

/** The HTTP status that carries a code: its number without the last three digits. Never asked for `Unknown`. */
export const httpStatusOf = (name: CodeName): number => Math.trunc(codes[name].number / 1000);
