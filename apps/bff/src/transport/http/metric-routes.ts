import type { Registry as Metrics } from 'prom-client';
import { countChanges } from './change-counts.ts';
import type { OwnMetricParts } from './own-metrics.ts';
import type { Route } from './route.ts';

/** `GET /metrics`: what Prometheus scrapes (contract/http-naming.md §9), read from the tables at that moment. */
export function metricRoutes(parts: OwnMetricParts): Route[] {
  const changes = countChanges(parts.registry);
  let metrics: Promise<Metrics> | undefined;
  // Read when first asked for: most of what metrics need is code, and who is never scraped starts sooner without.
  const read = () => {
    metrics ??= import('./metrics.ts').then(({ metricsOf }) => metricsOf(parts, changes));
    return metrics;
  };
  return [
    {
      method: 'GET',
      path: '/metrics',
      surface: 'client',
      needs: 'open',
      takesAnyAccept: true,
      handle: async () => {
        const known = await read();
        return { kind: 'text', status: 200, text: await known.metrics(), type: known.contentType };
      },
    },
  ];
}
