import type { Instance } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import type { Labels } from '../../registry/model.ts';

const THRESHOLD = 'internal-service-protectthreshold';
const SILENT_SINCE = 'internal-lastheartbeat';
const MISSED_BEATS = 3;

/**
 * The healthy instances of a service. Where their share is not above the threshold in the service's metadata
 * (0 unless given), those that fell silent last stay, too: better a doubtful instance than none
 * (contract/grpc-naming.md §8.2, protect mechanism). Isolation does not count here.
 */
export function withoutUnhealthy(instances: readonly Instance[], serviceMetadata: Labels): Instance[] {
  const healthy = instances.filter((one) => one.healthy);
  if (instances.length === 0 || healthy.length / instances.length > thresholdOf(serviceMetadata)) {
    return healthy;
  }
  const silent = instances.filter((one) => !one.healthy && silentSince(one) !== null);
  const last = Math.max(...silent.map((one) => silentSince(one) ?? 0));
  const kept = silent.filter((one) => last - (silentSince(one) ?? 0) <= MISSED_BEATS * ttlOf(one));
  return [...healthy, ...kept];
}

function thresholdOf(metadata: Labels): number {
  const given = Number(metadata[THRESHOLD] ?? 0);
  return given >= 0 && given <= 1 ? given : 0;
}

/** Epoch seconds of the last beat before missed ones made it unhealthy, else null. */
function silentSince({ metadata }: Instance): number | null {
  const text = metadata[SILENT_SINCE];
  return text === undefined ? null : Number(text);
}

const ttlOf = ({ healthCheck }: Instance): number => healthCheck?.heartbeat?.ttl ?? 0;
