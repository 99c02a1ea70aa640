import { UserSchema } from '@cynosure/proto/v1/security/auth_pb.ts';
import { done, isDone } from '@cynosure/shared/outcome.ts';
import { oneFromBody } from '../../transport/http/json-body.ts';
import { single } from '../../transport/http/reply.ts';
import type { Call, Reply, Route } from '../../transport/http/route.ts';
import { enableToken, renewToken } from '../commands/users.ts';
import { worded } from '../gate.ts';
import type { AccessRoutesParts } from './parts.ts';
import { admittedUser } from './user-routes.ts';
import { userEcho } from './views.ts';

/** The token that each user has (contract/auth.md §3.2, §5). */
export const userTokenRoutes = (parts: AccessRoutesParts): readonly Route[] => {
  const surface = 'console';
  const path = '/core/v1/user/token';
  return [
    { method: 'GET', path, surface, needs: 'DescribeUserToken', handle: (call) => read(parts, call) },
    {
      method: 'PUT',
      path: `${path}/status`,
      surface,
      needs: 'EnableUserToken',
      handle: (call) => enable(parts, call),
    },
    {
      method: 'PUT',
      path: `${path}/refresh`,
      surface,
      needs: 'ResetUserToken',
      handle: (call) => renew(parts, call),
    },
  ];
};

function read(parts: AccessRoutesParts, call: Call): Reply {
  const admitted = admittedUser(parts, call, call.query.get('id') ?? '', 'DescribeUserToken');
  if (!isDone(admitted)) return single(admitted);
  const { user } = admitted.value;
  const { id, name, tokenEnabled } = user;
  const token = parts.gate.tokenOf(user);
  return single(done(null), { user: { id, name, authToken: token, tokenEnable: tokenEnabled } });
}

/** Without `token_enable` it means off (contract §3.2). */
async function enable(parts: AccessRoutesParts, call: Call): Promise<Reply> {
  const item = oneFromBody(call, UserSchema);
  if (!isDone(item)) return single(item);
  const { message } = item.value;
  const admitted = admittedUser(parts, call, message.id ?? '', 'EnableUserToken');
  if (!isDone(admitted)) return single(admitted);
  const { user, by } = admitted.value;
  const enabled = await parts.registry.run(enableToken(user.id, message.tokenEnable ?? false, by));
  return isDone(enabled) ? single(enabled, { user: userEcho(message) }) : single(enabled);
}

async function renew(parts: AccessRoutesParts, call: Call): Promise<Reply> {
  const item = oneFromBody(call, UserSchema);
  if (!isDone(item)) return single(item);
  const { message } = item.value;
  const admitted = admittedUser(parts, call, message.id ?? '', 'ResetUserToken');
  if (!isDone(admitted)) return single(worded(admitted));
  const { user, by } = admitted.value;
  const renewed = await parts.registry.run(renewToken(user.id, by));
  if (!isDone(renewed)) return single(renewed);
  parts.uses.forget({ of: 'user', id: user.id });
  return single(renewed, { user: { id: user.id, authToken: parts.gate.tokenOf(renewed.value) } });
}
