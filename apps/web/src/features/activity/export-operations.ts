import type { Operation } from '@cynosure/shared/console/operation.ts';
import { csvText, csvTime, downloadText } from '../../lib/csv.ts';
import { http } from '../../lib/http.ts';
import type { OperationPage } from './api/operations.ts';

const LIMIT = '500';
/** More than that is the work of a script against the API, not of a page. */
const MOST = 20_000;
const HEAD = [
  'id',
  'at',
  'by',
  'via',
  'address',
  'action',
  'sentence',
  'reason',
  'ticket',
  'outcome',
  'done',
  'unchanged',
  'failed',
  'code',
  'info',
  'requestId',
  'undoes',
  'undoneBy',
];

/** All operations that the filters find as a file. `say`: the sentence of one in the reader's language. */
export async function exportOperations(
  request: string,
  say: (operation: Operation) => string,
): Promise<void> {
  const rows: Operation[] = [];
  for (let before: string | null = ''; before !== null && rows.length < MOST; ) {
    const query = new URLSearchParams(request);
    query.set('limit', LIMIT);
    if (before) query.set('before', before);
    const page: OperationPage = (await http.get<OperationPage>(`/operations?${query}`)).value;
    rows.push(...page.items);
    before = page.nextCursor;
  }
  downloadText(
    'activity.csv',
    csvText(
      HEAD,
      rows.map((one) => rowOf(one, say(one))),
    ),
    'text/csv',
  );
}

const rowOf = (one: Operation, sentence: string): (string | number)[] => [
  one.id,
  csvTime(one.at),
  one.by.name,
  one.by.via,
  one.by.address ?? '',
  one.action,
  sentence,
  one.reason ?? '',
  one.ticket ?? '',
  one.outcome,
  one.done,
  one.unchanged,
  one.failed,
  one.code,
  one.info,
  one.requestId,
  one.undoes ?? '',
  one.undoneBy ?? '',
];
