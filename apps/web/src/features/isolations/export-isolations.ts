import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import type { Page } from '@cynosure/shared/console/page.ts';
import { csvText, csvTime, downloadText } from '../../lib/csv.ts';
import { http } from '../../lib/http.ts';

const LIMIT = 500;
const MOST = 20_000;
const HEAD = [
  'id',
  'hosts',
  'service',
  'instances',
  'services',
  'inForce',
  'reason',
  'ticket',
  'by',
  'via',
  'sinceAt',
  'endsAt',
  'endedAt',
  'state',
  'drift',
  'clients',
  'confirmed',
];

/** All isolations of a tab and its filters as a file, beyond the rows on screen too. */
export async function exportIsolations(request: string): Promise<void> {
  const rows: Isolation[] = [];
  let next: string | undefined = `/isolations?${request}&limit=${LIMIT}`;
  while (next && rows.length < MOST) {
    const { items, nextCursor }: Page<Isolation> = (await http.get<Page<Isolation>>(next)).value;
    rows.push(...items);
    next = nextCursor
      ? `/isolations?${new URLSearchParams({ cursor: nextCursor, limit: String(LIMIT) })}`
      : undefined;
  }
  downloadText('isolations.csv', csvText(HEAD, rows.map(rowOf)), 'text/csv');
}

const rowOf = (one: Isolation): (string | number)[] => [
  one.id,
  one.hosts.join(' '),
  one.service ? `${one.service.namespace}/${one.service.service}` : '',
  one.counts.instances,
  one.counts.services,
  one.counts.inForce,
  one.reason,
  one.ticket,
  one.by.name,
  one.by.via,
  csvTime(one.sinceAt),
  csvTime(one.endsAt),
  csvTime(one.endedAt),
  one.state,
  one.drift.length,
  one.uptake.clients,
  one.uptake.confirmed,
];
