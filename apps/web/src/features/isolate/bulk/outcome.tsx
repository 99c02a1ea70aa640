import type { BulkJob } from '@cynosure/shared/console/bulk.ts';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../../lib/format.ts';
import './bulk.css';

/** How many of a bulk command's instances it has come to. */
export const lookedAt = ({ done, unchanged, left, failed }: BulkJob): number =>
  done + unchanged + left + failed;

/** What became of how many instances. */
export function Outcome({ job }: { job: BulkJob }) {
  const t = useTranslations('bulk.figures');
  return (
    <dl className="outcome num">
      <Figure name={t('done')} n={job.done} />
      <Figure name={t('unchanged')} n={job.unchanged} />
      <Figure name={t('left')} n={job.left} />
      <Figure name={t('failed')} n={job.failed} bad />
      <Figure name={t('untouched')} n={job.total - lookedAt(job)} />
    </dl>
  );
}

function Figure({ name, n, bad = false }: { name: string; n: number; bad?: boolean }) {
  const format = useFormat();
  if (n === 0) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd className={bad ? 'text-unhealthy-ink' : undefined}>{format.number(n)}</dd>
    </div>
  );
}
