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
  | 'undo';

/** `true`, or why not: the person lacks the right, or the object's own state forbids it. */
export type Permission = true | { not: 'permission' | 'state'; info: string };

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
};

/** POST /console/v1/session */
export type SignIn = { name: string; password: string };

/** POST /console/v1/setup: the one-time link of the first start. */
export type Setup = { code: string; name: string; password: string };
