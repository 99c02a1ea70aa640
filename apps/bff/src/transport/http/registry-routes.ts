import type { ClientParts } from '../client/client-parts.ts';
import { aliasRoutes } from './alias-routes.ts';
import { clientRoutes } from './client-routes.ts';
import { contractRoutes } from './contract-routes.ts';
import { instanceLists } from './instance-lists.ts';
import { instanceRoutes } from './instance-routes.ts';
import { maintainRoutes } from './maintain-routes.ts';
import { metricRoutes } from './metric-routes.ts';
import { namespaceRoutes } from './namespace-routes.ts';
import type { OwnMetricParts } from './own-metrics.ts';
import type { Route } from './route.ts';
import { ruleRoutes } from './rule-routes.ts';
import { type ServerParts, serverRoutes } from './server-routes.ts';
import { serviceLists } from './service-lists.ts';
import { serviceRoutes } from './service-routes.ts';
import { type TargetParts, targetRoutes } from './target-routes.ts';

/** Every route of the naming registry (contract/http-naming.md). */
export const registryRoutes = (parts: ClientParts & TargetParts & ServerParts & OwnMetricParts): Route[] => [
  ...namespaceRoutes(parts),
  ...serviceRoutes(parts),
  ...serviceLists(parts),
  ...aliasRoutes(parts),
  ...instanceRoutes(parts),
  ...instanceLists(parts),
  ...contractRoutes(parts),
  ...clientRoutes(parts),
  ...targetRoutes(parts),
  ...metricRoutes(parts),
  ...maintainRoutes(parts),
  ...serverRoutes(parts),
  ...ruleRoutes(),
];
