import type { AccessAdmin } from '../../access/access.ts';
import type { ConsoleContext } from '../context.ts';
import type { ConsoleRoute } from '../route.ts';
import type { OnceOnly } from '../write/once-only.ts';
import { groupRoutes } from './groups.ts';
import { policyRoutes } from './policies.ts';
import { roleRoutes } from './roles.ts';
import { sdkRoutes } from './sdk.ts';
import { sessionRoutes } from './sessions.ts';
import { tokenRoutes } from './tokens.ts';
import { tryRoutes } from './try-it.ts';
import { userRoutes } from './users.ts';

/** Everything below /console/v1/access (packages/shared/src/console/access.ts). */
export function accessRoutes(context: ConsoleContext, once: OnceOnly, admin: AccessAdmin): ConsoleRoute[] {
  const of = { context, once, admin };
  return [
    ...userRoutes(of),
    ...groupRoutes(of),
    ...roleRoutes(of),
    ...policyRoutes(of),
    ...tokenRoutes(of),
    ...sessionRoutes(of),
    ...sdkRoutes(of),
    ...tryRoutes(of),
  ];
}
