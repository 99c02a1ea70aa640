import type { BulkJob } from '@cynosure/shared/console/bulk.ts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { overviewQuery } from '../../../lib/registry/overview.ts';
import { useSession } from '../../../lib/session.ts';
import { useSheet } from '../../../lib/sheet-address.ts';
import { Icon } from '../../../ui/icon.tsx';
import { cancelBulk } from './api/bulk.ts';

/** Bulk changes that run, over every page: also found again after a reload or a lost connection. */
export function RunningNotice() {
  const running = useQuery({ ...overviewQuery, notifyOnChangeProps: ['data'] }).data?.value.running ?? [];
  const { sheet } = useSheet();
  return running
    .filter(({ id }) => !(sheet?.kind === 'bulk' && sheet.id === id))
    .map((job) => <Notice key={job.id} job={job} />);
}

function Notice({ job }: { job: BulkJob }) {
  const t = useTranslations('bulk');
  const words = useTranslations('action');
  const { user } = useSession();
  const { open } = useSheet();
  const [cancelling, setCancelling] = useState(false);
  const n = job.done + job.unchanged + job.left + job.failed;
  const cancel = () => {
    setCancelling(true);
    // What the server says of it comes with the next figures; if it did not hear, the button is there again.
    void cancelBulk(job.id).catch(() => setCancelling(false));
  };
  return (
    <div className="banner">
      <Icon name="layers" size={15} />
      <span className="num flex-1">
        {t(`runningShort.${job.action}`, { n, total: job.total })}
        <span className="sr-only" role="status">
          {t(`running.${job.action}`, { n: job.total })}
        </span>
      </span>
      {job.by.id === user?.id ? (
        <button type="button" className="link" aria-busy={cancelling || undefined} onClick={cancel}>
          {words('cancel')}
        </button>
      ) : null}
      <button type="button" className="link" onClick={() => open('bulk', job.id)}>
        {t('details')}
      </button>
    </div>
  );
}
