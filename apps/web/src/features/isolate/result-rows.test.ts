import assert from 'node:assert/strict';
import test from 'node:test';
import type { IsolateResult } from '@cynosure/shared/console/isolation.ts';
import { resultRows, resultsCsv } from './result-rows.ts';

const result = (service: string, outcome: IsolateResult['outcome'], id = service): IsolateResult => ({
  namespace: 'default',
  service,
  instanceId: id,
  outcome,
  code: outcome === 'failed' ? 401_000 : 200_000,
  info: outcome === 'failed' ? 'not allowed, "really"' : 'execute success',
});

test('results come one row per service: what failed first, then what is done, then what was left or unchanged', () => {
  const rows = resultRows(
    [
      result('ledger', 'unchanged'),
      result('cart', 'done', 'a'),
      result('cart', 'done', 'b'),
      result('checkout', 'left'),
      result('vault', 'done', 'c'),
      result('vault', 'failed', 'd'),
    ],
    undefined,
  );
  assert.deepEqual(
    rows.map(({ service, outcome, done, failed }) => [service, outcome, done, failed.length]),
    [
      ['vault', 'failed', 1, 1],
      ['cart', 'done', 2, 0],
      ['checkout', 'left', 0, 0],
      ['ledger', 'unchanged', 0, 0],
    ],
  );
});

test('the download quotes what a spreadsheet would read wrongly', () => {
  const [, line] = resultsCsv([result('vault', 'failed')]).split('\r\n');
  assert.equal(line, 'default,vault,vault,failed,401000,"not allowed, ""really"""');
});
