import { isDone, refused } from '@cynosure/shared/outcome.ts';
import type { Permission } from '../../access/permissions.ts';
import { valueFromBody } from './json-body.ts';
import { batchRefusal, page, pageRefusal } from './reply.ts';
import type { Call, Reply, Route } from './route.ts';

/** Governance rules by family: where they lie, and what their functions are called (contract/http-governance.md §1). */
const FAMILIES = [
  { path: '/naming/v2/routings', functions: 'RouteRules', canEnable: true },
  { path: '/naming/v1/ratelimits', functions: 'RateLimitRules', canEnable: true },
  { path: '/naming/v1/circuitbreaker/rules', functions: 'CircuitBreakerRules', canEnable: true },
  { path: '/naming/v1/faultdetectors', functions: 'FaultDetectRules', canEnable: false },
  { path: '/naming/v1/lane/groups', functions: 'LaneGroups', canEnable: false },
] as const satisfies readonly { path: string; functions: string; canEnable: boolean }[];

const NOT_KEPT = refused('BadRequest', 'bad request: this registry keeps no governance rules');

/**
 * The calls for governance rules, of which this registry keeps none: lists are empty, as discovery is, and writes
 * are refused, after the same questions about body and token as anywhere.
 */
export const ruleRoutes = (): readonly Route[] =>
  FAMILIES.flatMap(({ path, functions, canEnable }): Route[] => {
    const write = (method: 'POST' | 'PUT', at: string, needs: Permission): Route => ({
      method,
      path: at,
      surface: 'console',
      needs,
      handle: refuseWrite,
    });
    return [
      { method: 'GET', path, surface: 'console', needs: `Describe${functions}`, handle: emptyList },
      write('POST', path, `Create${functions}`),
      write('PUT', path, `Update${functions}`),
      write('POST', `${path}/delete`, `Delete${functions}`),
      ...(canEnable ? [write('PUT', `${path}/enable`, `Enable${functions}`)] : []),
    ];
  });

function emptyList(call: Call): Reply {
  const admission = call.admit({ about: 'something' });
  return isDone(admission) ? page(0, 0) : pageRefusal(admission);
}

function refuseWrite(call: Call): Reply {
  const body = valueFromBody(call);
  if (!isDone(body)) return batchRefusal(body);
  if (!Array.isArray(body.value)) {
    return batchRefusal(refused('ParseException', 'request decode failed: not at beginning of value'));
  }
  const admission = call.admit();
  return batchRefusal(isDone(admission) ? NOT_KEPT : admission);
}
