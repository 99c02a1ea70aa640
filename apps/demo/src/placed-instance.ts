import type { Zone } from './catalogue.ts';

/** An instance that stands on a host and has no fate yet. */
export interface PlacedInstance {
  readonly namespace: string;
  readonly service: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
  readonly version: string;
  readonly weight: number;
  readonly ttlSeconds: number;
  readonly checked: boolean;
  readonly zone: Zone;
  readonly campus: string;
  readonly labels: Readonly<Record<string, string>>;
}
