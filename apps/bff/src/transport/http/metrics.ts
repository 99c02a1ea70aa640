import { collectDefaultMetrics, Gauge, Registry as Metrics } from 'prom-client';
import type { Registry } from '../../registry/registry.ts';
import type { ChangeCounts } from './change-counts.ts';
import { addOwnMetrics, type OwnMetricParts } from './own-metrics.ts';

/** The figures of this process and registry, read from the tables whenever they are asked for. */
export function metricsOf(parts: OwnMetricParts, changes: ChangeCounts): Metrics {
  const metrics = new Metrics();
  collectDefaultMetrics({ register: metrics });
  addRegistryMetrics(metrics, parts.registry);
  addOwnMetrics(metrics, parts, changes);
  return metrics;
}

function addRegistryMetrics(metrics: Metrics, registry: Registry): void {
  const { state } = registry;
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [metrics],
      collect() {
        this.set(read());
      },
    });
  gauge('client_total', 'Clients that have reported themselves lately.', () => state.clients.size);
  gauge('sdk_client_total', 'Those of them that are SDKs.', () => {
    return [...state.clients.values()].filter((one) => one.type === 'SDK').length;
  });
  gauge('batch_job_unfinish', 'Writes that wait to be decided.', () => registry.waiting);
  gauge('store_available', '1 while the store takes writes, else 0.', () =>
    registry.storeHealth.kind === 'out' ? 0 : 1,
  );
  byNamespace(metrics, registry, 'service_count', 'Services.', () => 1);
  byNamespace(metrics, registry, 'service_online_count', 'Services with a callable instance.', (one) =>
    one.callable > 0 ? 1 : 0,
  );
  byNamespace(
    metrics,
    registry,
    'service_abnormal_count',
    'Services of which no instance is callable.',
    (one) => (one.total > 0 && one.callable === 0 ? 1 : 0),
  );
  byNamespace(metrics, registry, 'service_offline_count', 'Services without instances.', (one) =>
    one.total === 0 ? 1 : 0,
  );
  byNamespace(metrics, registry, 'instance_count', 'Instances.', (one) => one.total);
  byNamespace(
    metrics,
    registry,
    'instance_online_count',
    'Instances that clients call.',
    (one) => one.callable,
  );
  byNamespace(metrics, registry, 'instance_abnormal_count', 'Unhealthy instances in traffic.', (one) => {
    return one.total - one.isolated - one.callable;
  });
  byNamespace(metrics, registry, 'instance_isolate_count', 'Isolated instances.', (one) => one.isolated);
}

type Counted = { readonly total: number; readonly isolated: number; readonly callable: number };

/** One number per namespace, summed over its services. */
function byNamespace(
  metrics: Metrics,
  { state }: Registry,
  name: string,
  help: string,
  count: (entry: Counted) => number,
): void {
  new Gauge({
    name,
    help,
    labelNames: ['namespace'],
    registers: [metrics],
    collect() {
      this.reset();
      for (const entry of state.services.services()) {
        this.inc({ namespace: entry.service.namespace }, count(entry));
      }
    },
  });
}
