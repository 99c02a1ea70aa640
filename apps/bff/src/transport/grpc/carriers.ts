import type { Clock } from '../../clock.ts';
import type { GrpcCarrierName } from '../../config.ts';
import type { CarrierParts, ListeningCarrier } from './carrier.ts';
import { CynosureCarrier } from './cynosure-carrier.ts';

/** What carries gRPC, by the name that it has in the configuration; the code of the other is not read. */
export async function createCarrier(
  name: GrpcCarrierName,
  parts: CarrierParts,
  clock: Clock,
): Promise<ListeningCarrier> {
  if (name === 'cynosure') return new CynosureCarrier(parts, clock);
  const { GrpcJsCarrier } = await import('./grpc-js-carrier.ts');
  return new GrpcJsCarrier(parts, clock);
}
