import type { BulkResult } from '@cynosure/shared/console/bulk.ts';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../../lib/format.ts';

const MOST_SHOWN = 100;

/** Which instances were not changed, and why: code and sentence of the registry. */
export function Failures({ failures, total }: { failures: readonly BulkResult[]; total: number }) {
  const t = useTranslations('bulk');
  const field = useTranslations('field');
  const format = useFormat();
  if (failures.length === 0) return null;
  const shown = failures.slice(0, MOST_SHOWN);
  return (
    <>
      <table className="data-table failures" aria-label={t('failures')}>
        <thead>
          <tr>
            <th scope="col">{field('instance')}</th>
            <th scope="col">{t('why')}</th>
            <th scope="col" className="end">
              {t('code')}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ instanceId, label, code, info }) => (
            <tr key={instanceId}>
              <td title={instanceId}>
                <bdi>{label}</bdi>
              </td>
              <td className="why">{info}</td>
              <td className="end mono">{code}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > shown.length ? (
        <p className="num text-ink-3 text-xs">
          {t('moreFailures', { n: format.number(total - shown.length) })}
        </p>
      ) : null}
    </>
  );
}
