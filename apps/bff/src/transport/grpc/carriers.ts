import type { Clock } from '../../clock.ts';
import type { GrpcCarrierName } from '../../config.ts';
import type { CarrierParts, ListeningCarrier } from './carrier.ts';
import { CynosureCarrier } from './cynosure-carrier.ts';
import { GrpcJsCarrier } from './grpc-js-carrier.ts';

/** What carries gRPC, by the name that it has in the configuration. */
export const createCarrier = (name: GrpcCarrierName, parts: CarrierParts, clock: Clock): ListeningCarrier =>
  name === 'cynosure' ? new CynosureCarrier(parts, clock) : new GrpcJsCarrier(parts, clock);
