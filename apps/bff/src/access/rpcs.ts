import type { Declaration } from './gate.ts';
import type { Permission } from './permissions.ts';

/**
 * What every RPC needs (contract/auth.md §7.2). A handler's path must be a key here, and every RPC of the
 * protocol must be here (rpcs.test.ts). Heartbeats and client reports are never checked.
 */
export const rpcDeclarations = {
  '/v1.PolarisGRPC/ReportClient': { needs: 'open', surface: 'client' },
  '/v1.PolarisGRPC/RegisterInstance': { needs: 'RegisterInstance', surface: 'client' },
  '/v1.PolarisGRPC/DeregisterInstance': { needs: 'DeregisterInstance', surface: 'client' },
  '/v1.PolarisGRPC/Heartbeat': { needs: 'open', surface: 'client' },
  // What a message of the stream needs depends on its type, see `discoverNeeds`.
  '/v1.PolarisGRPC/Discover': { needs: 'DiscoverServices', surface: 'client' },
  '/v1.PolarisHeartbeatGRPC/BatchHeartbeat': { needs: 'open', surface: 'client' },
  '/v1.PolarisHeartbeatGRPC/BatchGetHeartbeat': { needs: 'DiscoverInstances', surface: 'client' },
  '/v1.PolarisHeartbeatGRPC/BatchDelHeartbeat': { needs: 'DeregisterInstance', surface: 'client' },
  '/v1.PolarisServiceContractGRPC/ReportServiceContract': {
    needs: 'ReportServiceContract',
    surface: 'client',
  },
  '/v1.PolarisServiceContractGRPC/GetServiceContract': {
    needs: 'DiscoverServiceContract',
    surface: 'client',
  },
} as const satisfies Record<string, Declaration>;

export type RpcPath = keyof typeof rpcDeclarations;

/**
 * What one message of a Discover stream needs, by the name of its type. The types that are not here have no
 * content of ours: they get an empty answer, or a refusal, whoever asks.
 */
export const discoverNeeds: Readonly<Record<string, Permission>> = {
  INSTANCE: 'DiscoverInstances',
  ROUTING: 'DiscoverRouterRule',
  CUSTOM_ROUTE_RULE: 'DiscoverRouterRule',
  NEARBY_ROUTE_RULE: 'DiscoverRouterRule',
  RATE_LIMIT: 'DiscoverRateLimitRule',
  CIRCUIT_BREAKER: 'DiscoverCircuitBreakerRule',
  SERVICES: 'DiscoverServices',
  NAMESPACES: 'DiscoverServices',
  FAULT_DETECTOR: 'DiscoverFaultDetectRule',
  LANE: 'DiscoverLaneRule',
};
