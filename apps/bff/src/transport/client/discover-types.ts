import {
  DiscoverRequest_DiscoverRequestType as Asked,
  type DiscoverRequest,
} from '@cynosure/proto/v1/service_manage/request_pb.ts';

/** How a question of a type is answered (contract/grpc-naming.md §8). */
export type DiscoverKind =
  | 'instances'
  | 'services'
  /** Rules of a service. */
  | 'rules'
  /** Known to newer clients, which wait for an answer of the same type: an empty success (compatibility advice of §8). */
  | 'nothing'
  /** 400004. */
  | 'unknown';

const KINDS: Readonly<Record<number, DiscoverKind>> = {
  [Asked.INSTANCE]: 'instances',
  [Asked.SERVICES]: 'services',
  [Asked.ROUTING]: 'rules',
  [Asked.RATE_LIMIT]: 'rules',
  [Asked.CIRCUIT_BREAKER]: 'rules',
  [Asked.FAULT_DETECTOR]: 'rules',
  [Asked.LANE]: 'nothing',
  [Asked.CUSTOM_ROUTE_RULE]: 'nothing',
  [Asked.NEARBY_ROUTE_RULE]: 'nothing',
  [Asked.LOSSLESS]: 'nothing',
  [Asked.BLOCK_ALLOW_RULE]: 'nothing',
  [Asked.TRAFFIC_MIRRORING]: 'nothing',
  [Asked.FAULT_INJECTION]: 'nothing',
};

export const kindOf = ({ type }: Pick<DiscoverRequest, 'type'>): DiscoverKind => KINDS[type] ?? 'unknown';
