import { LoginRequestSchema } from '@cynosure/proto/v1/security/auth_pb.ts';
import { codes } from '@cynosure/shared/codes.ts';
import { done, refused } from '@cynosure/shared/outcome.ts';
import type { RegistryState } from '../registry/state.ts';
import { oneFromBody } from '../transport/http/json-body.ts';
import { json, single } from '../transport/http/reply.ts';
import type { Call, Reply, Route } from '../transport/http/route.ts';
import type { Credentials } from './credentials.ts';
import type { Gate } from './gate.ts';
import { listedFunctions } from './permissions.ts';
import { type User, userBelow, userById } from './user.ts';

export interface AccessRoutesParts {
  readonly state: RegistryState;
  readonly gate: Gate;
  readonly credentials: Credentials;
}

/** Login, switches and the caller's own token, as the reference has them (contract/auth.md §1). */
export const accessRoutes = (parts: AccessRoutesParts): readonly Route[] => [
  {
    method: 'POST',
    path: '/core/v1/user/login',
    needs: 'open',
    surface: 'console',
    handle: (call) => login(parts, call),
  },
  {
    method: 'GET',
    path: '/core/v1/auth/status',
    needs: 'open',
    surface: 'console',
    handle: () => status(parts.gate),
  },
  {
    method: 'GET',
    path: '/core/v1/user/token',
    needs: 'signedIn',
    surface: 'console',
    handle: (call) => tokenOf(parts, call),
  },
  {
    method: 'GET',
    path: '/maintain/v1/server/functions',
    needs: 'DescribeServerFunctions',
    surface: 'maintain',
    handle(call) {
      const admitted = call.admit();
      if (admitted.code !== 'ExecuteSuccess') return { kind: 'text', status: 400, text: admitted.reason };
      return json(Object.entries(listedFunctions).map(([name, functions]) => ({ name, functions })));
    },
  },
];

/** contract/auth.md §3.2: an unknown name is told from a wrong password, as the reference does (decision 22). */
async function login({ state, gate, credentials }: AccessRoutesParts, call: Call): Promise<Reply> {
  const read = oneFromBody(call, LoginRequestSchema);
  if (read.code !== 'ExecuteSuccess') return single(read);
  const { owner, name = '', password = '' } = read.value.message;
  const verdict = await credentials.judge(
    userBelow(state, owner || name, name),
    name,
    password,
    call.address,
  );
  switch (verdict.kind) {
    case 'wait':
      return single(verdict.refusal);
    case 'wrong':
      return verdict.knownName ? single(wrongPassword) : single(refused('NotFoundUser'));
    case 'right': {
      const { user } = verdict;
      const loginResponse = {
        userId: user.id,
        name: user.name,
        role: user.kind,
        ownerId: user.owner,
        token: gate.tokenOf(user),
        options: {},
      };
      return single(done(null), { loginResponse });
    }
  }
}

/** Without a blank after the colon, as recorded. */
const wrongPassword = refused('NotAllowedAccess', `${codes.NotAllowedAccess.info}:name or password is wrong`);

function status({ switches }: Gate): Reply {
  const options = {
    auth: String(switches.consoleOpen || switches.clientOpen),
    clientOpen: String(switches.clientOpen),
    consoleOpen: String(switches.consoleOpen),
  };
  return single(done(null), { optionSwitch: { options } });
}

/** One's own token, that of an account below the caller's, or any for an owner (contract/auth.md §3.2). */
function tokenOf({ state, gate }: AccessRoutesParts, call: Call): Reply {
  const admitted = call.admit();
  if (admitted.code !== 'ExecuteSuccess') return single(admitted);
  const user = userById(state, call.query.get('id') ?? '');
  if (user === undefined) return single(refused('NotFoundUser'));
  const caller = admitted.value.user;
  if (caller === null || !mayReadTokenOf(gate, caller, user)) return single(refused('NotAllowedAccess'));
  const { id, name, tokenEnabled } = user;
  return single(done(null), { user: { id, name, authToken: gate.tokenOf(user), tokenEnable: tokenEnabled } });
}

const mayReadTokenOf = (gate: Gate, caller: User, user: User): boolean =>
  caller.id === user.id || gate.may(caller, 'DescribeUserToken') === null;
