import type { BulkJob, BulkStatus } from '@cynosure/shared/console/bulk.ts';
import type { OperationUptake } from '@cynosure/shared/console/uptake.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../../lib/format.ts';
import { keys } from '../../../lib/keys.ts';
import { noteOperation } from '../../../lib/last-operation.ts';
import { links } from '../../../lib/registry/links.ts';
import { freeze } from '../../../lib/registry/selections.ts';
import { selectionSpent } from '../../../lib/registry/spent-selections.ts';
import type { SheetKind } from '../../../lib/sheet-address.ts';
import { alarm, announce } from '../../../ui/announce.tsx';
import { Button } from '../../../ui/button.tsx';
import { copyText } from '../../../ui/copy.ts';
import { Face } from '../../../ui/face.tsx';
import { detailsOf } from '../../../ui/read-face.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { PendingStep } from '../pending-step.tsx';
import { SheetStep, useCloseSheet } from '../sheet-frame.tsx';
import { UptakeLine } from '../uptake-line.tsx';
import { useUptake } from '../use-uptake.ts';
import { bulkQuery, cancelBulk, resultsAddress } from './api/bulk.ts';
import { draftOf } from './bulk-kind.ts';
import { Failures } from './failures.tsx';
import { lookedAt, Outcome } from './outcome.tsx';
import { beginWith, startedBulk } from './running-bulks.ts';

type ProgressStepProps = {
  id: string;
  onUndo: () => void;
  onRetry: (kind: SheetKind, selection: string) => void;
};

/** A bulk command that runs, found again by whoever opens its address; then what came of it. */
export function ProgressStep({ id, onUndo, onRetry }: ProgressStepProps) {
  const t = useTranslations('bulk');
  const { data, error, refetch } = useQuery(bulkQuery(id));
  if (data?.job) return <Job job={data.job} reached={reachedBy(data)} onUndo={onUndo} onRetry={onRetry} />;
  // From before a restart of the server: the history knows it.
  if (data?.operation) return <Forgotten id={id} />;
  return (
    <PendingStep
      title={t('title.bulk')}
      what={t('title.bulk')}
      error={error}
      onRetry={() => void refetch()}
    />
  );
}

/** How far it had come to the clients when its end was told, and where to follow it from. */
type Reached = { uptake: OperationUptake; position: string };

const reachedBy = ({ uptake, position }: Partial<BulkStatus>): Reached | undefined =>
  uptake && position !== undefined ? { uptake, position } : undefined;

type JobProps = { job: BulkJob; reached: Reached | undefined } & Omit<ProgressStepProps, 'id'>;

function Job({ job, ...props }: JobProps) {
  useWhenOver(job);
  return job.outcome === 'running' ? <Running job={job} /> : <Over job={job} {...props} />;
}

function Running({ job }: { job: BulkJob }) {
  const t = useTranslations('bulk');
  const words = useTranslations('action');
  const close = useCloseSheet();
  const queries = useQueryClient();
  const [cancelling, setCancelling] = useState(false);
  const n = lookedAt(job);
  const title = t(`running.${job.action}`, { n: job.total });
  const cancel = async () => {
    setCancelling(true);
    try {
      queries.setQueryData(['bulk', job.id], await cancelBulk(job.id));
    } catch (error) {
      setCancelling(false);
      alarm(`${t('notCancelled')} ${detailsOf(error instanceof Error ? error : new Error(String(error)))}`);
    }
  };
  return (
    <SheetStep
      label={title}
      title={title}
      sub={t('runsOn')}
      body={
        <div className="progress">
          <progress aria-label={title} value={n} max={job.total} />
          <p className="num text-ink-2">{t('reached', { n, total: job.total })}</p>
          {job.failed > 0 ? (
            <p className="num text-unhealthy-ink">{t('failedSoFar', { n: job.failed })}</p>
          ) : null}
        </div>
      }
      footer={
        <>
          <Button aria-busy={cancelling || undefined} onClick={() => void cancel()}>
            {words('cancel')}
          </Button>
          <span className="beside">{t('cancelWhat')}</span>
          <Button onClick={close}>{words('close')}</Button>
        </>
      }
    />
  );
}

function Over({ job, reached, onUndo, onRetry }: JobProps) {
  const t = useTranslations('bulk');
  const shared = useTranslations('isolate');
  const words = useTranslations('action');
  const shell = useTranslations('shell');
  const format = useFormat();
  const close = useCloseSheet();
  const again = draftOf(job.edits ?? []);
  const kind = job.action === 'deregister' ? 'deregister' : again?.kind;
  const address = links.operation(job.id);
  const untouched = job.total - lookedAt(job);
  const title =
    job.outcome === 'done'
      ? t(`done.${job.action}`, { n: job.done })
      : t(`partly.${job.action}`, { n: job.done, total: job.total });
  const retry = async () => {
    const { selection } = await freeze({ add: job.failures.map((one) => one.instanceId) });
    if (again) beginWith(selection, again.draft);
    if (kind) onRetry(kind, selection);
  };
  return (
    <SheetStep
      label={shared('titleResult')}
      title={title}
      sub={shared.rich('acknowledged', {
        time: format.precise(job.endedAt ?? job.startedAt),
        id: () => (
          <Link className="mono hover:underline" to={address}>
            {job.id}
          </Link>
        ),
      })}
      onConfirm={close}
      body={
        <>
          {reached && job.done > 0 ? <Followed operation={job.id} {...reached} /> : null}
          <Outcome job={job} />
          {job.cancelled ? <p className="mb-3 text-ink-2">{t('wasCancelled', { n: untouched })}</p> : null}
          <Failures failures={job.failures} total={job.failed} />
        </>
      }
      footer={
        <>
          {job.action === 'edit' && job.done > 0 ? (
            <Button icon="undo" onClick={onUndo}>
              {shared('undo')}
            </Button>
          ) : null}
          {job.failed > 0 && kind ? (
            <Button onClick={() => void retry()}>{shared('retry', { n: job.failures.length })}</Button>
          ) : null}
          <a className="btn not-narrow" href={resultsAddress(job.id)} download>
            {shared('download')}
          </a>
          <Button
            icon="link"
            className="not-narrow"
            onClick={() =>
              void copyText(location.origin + address).then(
                (copied) => copied && showToast(shell('linkCopied')),
              )
            }
          >
            {words('copyLink')}
          </Button>
          <span className="flex-1" />
          <Button look="primary" onClick={close}>
            {words('done')}
          </Button>
        </>
      }
    />
  );
}

/** The clients that act on it by now. */
function Followed({ operation, uptake, position }: Reached & { operation: string }) {
  return <UptakeLine uptake={useUptake(operation, position, uptake)} />;
}

/** Its job is no longer known: what it changed stands in the history. */
function Forgotten({ id }: { id: string }) {
  const t = useTranslations('bulk');
  const words = useTranslations('action');
  const close = useCloseSheet();
  return (
    <SheetStep
      label={t('title.bulk')}
      title={t('title.bulk')}
      body={
        <Face title={t('forgotten')}>
          <Link className="link" to={links.operation(id)}>
            {id}
          </Link>
        </Face>
      }
      footer={<Button onClick={close}>{words('close')}</Button>}
    />
  );
}

/** Lists are read again, the failed rows stay ticked, and the operation can be taken back by key. */
function useWhenOver(job: BulkJob): void {
  const t = useTranslations('bulk');
  const queries = useQueryClient();
  const told = useRef(job.outcome !== 'running' && startedBulk(job.id) === undefined);
  useEffect(() => {
    if (job.outcome === 'running' || told.current) return;
    told.current = true;
    const selection = startedBulk(job.id)?.selection;
    if (selection)
      selectionSpent(
        selection,
        job.failures.map((one) => one.instanceId),
      );
    if (job.action === 'edit') noteOperation(job.id);
    announce(t(`partly.${job.action}`, { n: job.done, total: job.total }));
    for (const queryKey of [keys.allInstances, keys.allOperations, keys.allHosts, ['host'], ['instance']])
      void queries.invalidateQueries({ queryKey, refetchType: 'none' });
  }, [job, queries, t]);
}
