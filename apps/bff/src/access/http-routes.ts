import { LoginRequestSchema } from '@cynosure/proto/v1/security/auth_pb.ts';
import { codes } from '@cynosure/shared/codes.ts';
import { done, refused } from '@cynosure/shared/outcome.ts';
import { oneFromBody } from '../transport/http/json-body.ts';
import { json, single, tooOften } from '../transport/http/reply.ts';
import type { Call, Reply, Route } from '../transport/http/route.ts';
import type { Gate } from './gate.ts';
import { groupRoutes } from './http/group-routes.ts';
import type { AccessRoutesParts } from './http/parts.ts';
import { policyRoutes } from './http/policy-routes.ts';
import { roleRoutes } from './http/role-routes.ts';
import { userRoutes } from './http/user-routes.ts';
import { userTokenRoutes } from './http/user-tokens.ts';
import { listedFunctions } from './permissions.ts';
import { userBelow } from './user.ts';

/** Everything of contract/auth.md over HTTP: login and switches, and the tables of the rest. */
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
    path: '/maintain/v1/server/functions',
    needs: 'DescribeServerFunctions',
    surface: 'maintain',
    handle(call) {
      const admitted = call.admit();
      if (admitted.code !== 'ExecuteSuccess') return { kind: 'text', status: 400, text: admitted.reason };
      return json(Object.entries(listedFunctions).map(([name, functions]) => ({ name, functions })));
    },
  },
  ...userRoutes(parts),
  ...userTokenRoutes(parts),
  ...groupRoutes(parts),
  ...policyRoutes(parts),
  ...roleRoutes(parts),
];

/** contract/auth.md §3.2: an unknown name is told from a wrong password, as the reference does (decision 22). */
async function login(parts: AccessRoutesParts, call: Call): Promise<Reply> {
  const { registry, gate, credentials, recreated } = parts;
  const read = oneFromBody(call, LoginRequestSchema);
  if (read.code !== 'ExecuteSuccess') return single(read);
  const { owner, name = '', password = '' } = read.value.message;
  const found = userBelow(registry.state, owner || name, name);
  const meant = found === undefined || recreated.has(found) ? undefined : found;
  const verdict = await credentials.judge(meant, name, password, call.address);
  switch (verdict.kind) {
    case 'wait':
      return tooOften(verdict.refusal, verdict.seconds);
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
