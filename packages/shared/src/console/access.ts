import type { ResourceKind } from './resource.ts';
import type { Defaults } from './settings.ts';
import type { OpenStoreState } from './store.ts';

/** What a person may be allowed to do with an object of the console. */
export type Action =
  | 'isolate'
  | 'end'
  | 'extend'
  | 'edit'
  | 'create'
  | 'delete'
  | 'register'
  | 'deregister'
  | 'undo'
  /** Of a service: give it another name; renew or show its token; delete one of its contracts. */
  | 'alias'
  | 'token'
  | 'readToken'
  | 'deleteContract'
  /** Upkeep of a node. */
  | 'closeConnections'
  | 'setLogLevel'
  | 'releaseLead'
  | 'cleanInstances';

/** Why somebody may not do what others may. */
export type LackedRight = 'needsOperator' | 'needsOwner' | 'ownersOnly' | 'othersSessions';

/** What in the state of an object forbids an action, to whoever it is. */
export type Hindrance =
  | 'isolationEnded'
  | 'final'
  /** `instances`, `aliases`: how many are left. */
  | 'serviceNotEmpty'
  /** `services`: how many are left. */
  | 'namespaceNotEmpty'
  | 'mainIsOwner'
  | 'lastAdministrator'
  | 'yourself'
  | 'builtInRole'
  | 'defaultPolicy'
  | 'defaultPolicyStays'
  /** Of leadership. */
  | 'noneLeads'
  | 'anotherLeads';

/**
 * `true`, or why not: the person lacks the right, or the object's own state forbids it. The console words `why` itself,
 * with `args` in it; `info` is the sentence for scripts, and for a console that does not know the reason yet.
 */
export type Permission =
  | true
  | {
      not: 'permission' | 'state';
      why: LackedRight | Hindrance;
      args?: Readonly<Record<string, number>>;
      info: string;
    };

/** An action that is absent does not apply to the object. The server refuses by itself too. */
export type May = Partial<Record<Action, Permission>>;

export type Role = 'viewer' | 'operator' | 'owner';

/** Who did something, and through which door. */
export type Actor = {
  id: string;
  name: string;
  via: 'console' | 'http' | 'grpc' | 'timer';
  address?: string;
};

/** A role in one namespace and everything in it. */
export type NamespaceRole = { namespace: string; role: Role };

/** Who is signed in. Roles count what groups bring; `none`: no role everywhere. */
export type SignedInUser = {
  id: string;
  name: string;
  role: Role | 'none';
  /** Roles in single namespaces, besides. */
  namespaceRoles?: NamespaceRole[];
};

/**
 * GET /console/v1/session. Answered to everybody: without a valid session `user` is null, and the sign-in page
 * learns from `setupNeeded` whether an operator has ever been made.
 */
export type Session = {
  user: SignedInUser | null;
  environment: { name: string; production: boolean };
  position: string;
  /** Changes at every start of the registry; positions of two epochs are not compared. */
  epoch?: string;
  /** Epoch ms at which the session ends if it is not used meanwhile. */
  endsAt?: number;
  setupNeeded?: boolean;
  /** Told to whoever is not signed in while the store is not well: nobody can sign in while it is out. */
  store?: OpenStoreState;
  /** Clients on other machines may register and discover without a token: the console says so on every page. */
  openToClients?: boolean;
  /** What owners have set for everybody. Only for those who are signed in. */
  defaults?: Defaults;
};

/** POST /console/v1/session */
export type SignIn = { name: string; password: string };

/** POST /console/v1/setup: the one-time link of the first start. */
export type Setup = { code: string; name: string; password: string };

// The Access pages (console/spec.md §5). All below /console/v1/access; lists are pages (`q`, `sort` is fixed). ------

/** What can be named with its id. */
export type NamedId = { id: string; name: string };

/** Actions of the Access pages; `true`, or why not. */
export type AccessAction = 'edit' | 'delete' | 'password' | 'token' | 'roles' | 'revoke';
export type AccessMay = Partial<Record<AccessAction, Permission>>;

/** GET /users and /users/{id}; `revision` is the ETag and what If-Match wants. */
export type UserRow = {
  id: string;
  name: string;
  kind: 'main' | 'sub';
  groups: NamedId[];
  /** The role everywhere that the account itself holds; null = none. */
  role: Role | null;
  /** Roles in single namespaces. */
  namespaceRoles: NamespaceRole[];
  /** Roles by name, to which policies give rights. */
  roles: NamedId[];
  lastSignInAt: number | null;
  tokenEnabled: boolean;
  comment: string;
  createdAt: number;
  changedAt: number;
  revision: string;
  may: AccessMay;
};

/** GET /users/{id}: with what follows from groups, and the policies that name the account or one of its groups. */
export type UserDetail = UserRow & {
  effective: { role: Role | null; namespaceRoles: NamespaceRole[] };
  policies: (NamedId & { effect: 'allow' | 'deny' | 'none'; isDefault: boolean })[];
};

/** POST /users. The password: 8 to 128 bytes, not the name and none that everybody knows. */
export type NewUser = {
  name: string;
  password: string;
  comment?: string;
  role?: Role | null;
  namespaceRoles?: NamespaceRole[];
};

/** PATCH /users/{id}; absent = stays. */
export type EditUser = { comment?: string; role?: Role | null; namespaceRoles?: NamespaceRole[] };

/** PUT /users/{id}/password. `current` is needed for one's own. Ends the other sessions of the account. */
export type SetPassword = { password: string; current?: string };

/** POST /users/{id}/token and /groups/{id}/token. */
export type ChangeToken = { change: 'renew' | 'on' | 'off' };

/** Its answer. `secret` is the new token, shown this once; absent when turned on or off, and in a replay. */
export type ChangedToken = { tokenEnabled: boolean; secret?: string };

/** DELETE of a user, group, role or policy: the name, typed. */
export type TypedName = { typed: string };

export type GroupRow = {
  id: string;
  name: string;
  comment: string;
  users: NamedId[];
  policies: NamedId[];
  role: Role | null;
  namespaceRoles: NamespaceRole[];
  roles: NamedId[];
  tokenEnabled: boolean;
  createdAt: number;
  changedAt: number;
  revision: string;
  may: AccessMay;
};

export type NewGroup = {
  name: string;
  comment?: string;
  users?: string[];
  role?: Role | null;
  namespaceRoles?: NamespaceRole[];
};

/** PATCH /groups/{id}; `users` = all members from now on. */
export type EditGroup = {
  comment?: string;
  users?: string[];
  role?: Role | null;
  namespaceRoles?: NamespaceRole[];
};

export type Verb = 'read' | 'change' | 'isolate' | 'administer';

/** How much of what a role may do with things of a kind; `server` = what belongs to none. */
export type RoleMatrix = Partial<Record<ResourceKind | 'server', Partial<Record<Verb, 'all' | 'some'>>>>;

/** GET /roles: the built-in ones first. */
export type RoleRow = {
  id: string;
  name: string;
  builtIn: boolean;
  comment: string;
  users: NamedId[];
  groups: NamedId[];
  matrix: RoleMatrix;
  revision: string;
  may: AccessMay;
};

export type NewRole = { name: string; comment?: string; users?: string[]; groups?: string[] };

/** PATCH /roles/{id}; the lists are whole. Of a built-in role only who holds it everywhere can be changed. */
export type EditRole = { comment?: string; users?: string[]; groups?: string[] };

export type PolicyLabel = { key: string; value: string; compareType: string };

/** GET /policies. `none`: an action of the reference that grants nothing (ONLY_READ). */
export type PolicyRow = {
  id: string;
  name: string;
  comment: string;
  effect: 'allow' | 'deny' | 'none';
  /** Goes with a user or group; shown, and changed only by what is granted to it. */
  isDefault: boolean;
  users: NamedId[];
  groups: NamedId[];
  roles: NamedId[];
  /** `*` = all, including later ones. Services carry their namespace. */
  resources: Partial<Record<ResourceKind, (NamedId & { namespace?: string })[]>>;
  /** Names and patterns; empty = every function. */
  functions: string[];
  labels: PolicyLabel[];
  createdAt: number;
  changedAt: number;
  revision: string;
  may: AccessMay;
};

/** POST /policies; everything by id, namespaces by name. */
export type NewPolicy = {
  name: string;
  comment?: string;
  effect: 'allow' | 'deny';
  users?: string[];
  groups?: string[];
  roles?: string[];
  resources?: Partial<Record<ResourceKind, string[]>>;
  functions?: string[];
  labels?: PolicyLabel[];
};

/** PATCH /policies/{id}: what is given replaces what was; the effect stays. */
export type EditPolicy = Partial<Omit<NewPolicy, 'effect'>>;

/** GET /functions: what a policy can name, for its wizard and for the matrix of roles. */
export type FunctionGroup = {
  name: string;
  /** null: it belongs to the server as a whole. */
  kind: ResourceKind | null;
  functions: { name: string; verb: Verb; roles: Role[]; ownersOnly: boolean }[];
};

/** POST /try: may somebody do something with something? Without a resource: with everything of its kind. */
export type TryRequest = {
  who: { kind: 'user' | 'group'; id: string };
  function: string;
  resource?: { kind: ResourceKind; id?: string; namespace?: string; service?: string };
};

export type TryAnswer = {
  allowed: boolean;
  /** `ownersOnly`: no policy can grant it; `nothing`: no role and no policy allows it. */
  because:
    | { kind: 'main' | 'own' | 'ownersOnly' | 'nothing' }
    | { kind: 'role'; role: Role; namespace?: string; group?: string }
    | { kind: 'policy'; id: string; name: string };
};

/** GET /tokens. The ids of those that come with a user or group are `user:{id}` and `group:{id}`. */
export type TokenRow = {
  id: string;
  kind: 'user' | 'group' | 'named';
  name: string;
  holder: { kind: 'user' | 'group'; id: string; name: string };
  enabled: boolean;
  createdAt: number;
  createdBy?: string;
  lastUsedAt: number | null;
  lastUsedFrom: string | null;
  /** null = until it is revoked. */
  endsAt: number | null;
  may: AccessMay;
};

/** POST /tokens: a token with a name, for a script or a client; it may do what its holder may. */
export type NewToken = {
  name: string;
  holder: { kind: 'user' | 'group'; id: string };
  endsAt: number | null;
};

/** 201 of it. `secret` is shown this once; absent in a replay. */
export type CreatedToken = { token: TokenRow; secret?: string };

/**
 * GET /sessions: one's own; for owners everybody's. DELETE /sessions/{id} signs it out; POST /sessions/end-others
 * (`EndOthers`) signs an account out everywhere but where it is asked, and answers `{ ended }`, how many.
 */
export type SessionRow = {
  id: string;
  user: NamedId;
  createdAt: number;
  lastSeenAt: number;
  address: string;
  /** The one that asks. */
  current: boolean;
  may: AccessMay;
};

/** Absent `user` = oneself. */
export type EndOthers = { user?: string };

/** GET and PUT /sdk: where SDKs need tokens. PUT takes the first two members and If-Match. */
export type SdkAccess = {
  /** Everywhere (the reference's `clientOpen`). */
  clientOpen: boolean;
  closedNamespaces: string[];
  /** Whether the registry listens on this machine only. Open and not loopback: the banner. */
  isLoopback: boolean;
  revision: string;
  may: AccessMay;
};
