import type { ContractRow } from '@cynosure/shared/console/contract.ts';
import { csvText, csvTime } from '../../lib/csv.ts';

const HEAD = [
  'version',
  'status',
  'type',
  'protocol',
  'method',
  'path',
  'interface',
  'source',
  'content',
  'changed',
];

/** A line for each interface; a contract without any has one, too. */
export const contractsCsv = (contracts: readonly ContractRow[]): string =>
  csvText(
    HEAD,
    contracts.flatMap(({ version, status, type, protocol, content, changedAt, interfaces }) => {
      const own = [version, status, type, protocol];
      if (interfaces.length === 0) return [[...own, '', '', '', '', content, csvTime(changedAt)]];
      return interfaces.map((one) => [
        ...own,
        ...[one.method, one.path, one.type, one.source, one.content, csvTime(one.changedAt)],
      ]);
    }),
  );
