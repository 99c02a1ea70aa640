import type { IsolateResult } from '@cynosure/shared/console/isolation.ts';
import type { Preview, PreviewService } from '@cynosure/shared/console/preview.ts';
import type { ServiceUptake } from '@cynosure/shared/console/uptake.ts';
import { csvText } from '../../lib/csv.ts';
import { serviceKey } from './plan.ts';

/** What came of one service. */
export type ResultRow = {
  key: string;
  namespace: string;
  service: string;
  outcome: 'done' | 'left' | 'unchanged' | 'failed';
  done: number;
  failed: readonly IsolateResult[];
  /** What the preview knew of it: who had isolated it before, how many clients it has. */
  seen: PreviewService | undefined;
};

const ORDER = { failed: 0, done: 1, left: 2, unchanged: 3 } as const;

/** The answer's results, one row per service in the order of the preview, what was not changed last. */
export function resultRows(results: readonly IsolateResult[], preview: Preview | undefined): ResultRow[] {
  const seen = new Map(preview?.services.map((service) => [serviceKey(service), service]));
  const rows = new Map<string, { of: IsolateResult; results: IsolateResult[] }>();
  for (const result of results) {
    const key = serviceKey(result);
    const row = rows.get(key);
    if (row) row.results.push(result);
    else rows.set(key, { of: result, results: [result] });
  }
  const place = new Map([...seen.keys()].map((key, index) => [key, index]));
  const placeOf = (key: string) => place.get(key) ?? place.size;
  return [...rows]
    .map(([key, { of, results: own }]): ResultRow => {
      const failed = own.filter((one) => one.outcome === 'failed');
      const done = own.filter((one) => one.outcome === 'done').length;
      const left = own.some((one) => one.outcome === 'left');
      return {
        key,
        namespace: of.namespace,
        service: of.service,
        outcome: failed.length > 0 ? 'failed' : done > 0 ? 'done' : left ? 'left' : 'unchanged',
        done,
        failed,
        seen: seen.get(key),
      };
    })
    .sort((a, b) => ORDER[a.outcome] - ORDER[b.outcome] || placeOf(a.key) - placeOf(b.key));
}

/** How many clients hold the change, service by service, before the registry has said so for the first time. */
export const expectedUptake = (rows: readonly ResultRow[]): ServiceUptake[] =>
  rows
    .filter((row) => row.done > 0)
    .map(({ namespace, service, seen }) => ({
      namespace,
      service,
      clients: seen?.clients ?? 0,
      delivered: 0,
      confirmed: 0,
    }));

/** Every result as a line of CSV, for those who hand it on. */
export const resultsCsv = (results: readonly IsolateResult[]): string =>
  csvText(
    ['namespace', 'service', 'instanceId', 'outcome', 'code', 'info'],
    results.map((one) => [one.namespace, one.service, one.instanceId, one.outcome, one.code, one.info]),
  );
