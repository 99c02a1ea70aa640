import { Counter, Gauge, type Registry as Metrics } from 'prom-client';
import type { Refusals } from '../../limits/refusals.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Upkeep } from '../../upkeep/upkeep.ts';
import type { ChangeCounts } from './change-counts.ts';

export interface OwnMetricParts {
  readonly registry: Registry;
  readonly beats: {
    /** How many came since the start. */
    readonly beats: number;
    /** What is held while our own hearing is in doubt (core.md §5). */
    readonly hold: { readonly instances: number } | null;
  };
  readonly upkeep: Pick<Upkeep, 'connections'>;
  readonly refusals?: Pick<Refusals, 'all'> | undefined;
}

/**
 * What alarms are made of. Names that begin with `cynosure_` are ours; `discovery_conn_total` is the reference's
 * (contract/http-naming.md §9).
 */
export function addOwnMetrics(
  metrics: Metrics,
  { registry, beats, upkeep, refusals }: OwnMetricParts,
  changes: ChangeCounts,
): void {
  const { state } = registry;
  const registers = [metrics];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('discovery_conn_total', 'Open gRPC connections.', () => upkeep.connections.grpc?.open ?? 0);
  gauge('cynosure_position', 'Position of the last change, overlays counted.', () => state.position);
  gauge(
    'cynosure_commit_seconds',
    'What a durable commit takes, smoothed.',
    () => registry.storeWriteMs / 1000,
  );
  gauge('cynosure_isolations_in_force', 'Isolations in force.', () => state.isolations.inForce);
  gauge(
    'cynosure_held_flips',
    'Instances whose turning unhealthy is held back.',
    () => beats.hold?.instances ?? 0,
  );
  new Counter({
    name: 'cynosure_heartbeats_total',
    help: 'Heartbeats since the start.',
    registers,
    collect() {
      this.reset();
      this.inc(beats.beats);
    },
  });
  new Counter({
    name: 'cynosure_instance_changes_total',
    help: 'What happened to instances since the start.',
    labelNames: ['what'],
    registers,
    collect() {
      this.reset();
      for (const [what, count] of changes) this.inc({ what }, count);
    },
  });
  new Counter({
    name: 'cynosure_refused_total',
    help: 'What was refused because a limit was reached, since the start (docs/limits.md).',
    labelNames: ['door', 'limit'],
    registers,
    collect() {
      this.reset();
      for (const { door, limit, count } of refusals?.all() ?? []) this.inc({ door, limit }, count);
    },
  });
}
