import type { IsolateResult } from '@cynosure/shared/console/isolation.ts';
import type { Operation } from '@cynosure/shared/console/operation.ts';
import type { OperationUptake, Uptake } from '@cynosure/shared/console/uptake.ts';
import { type ReactNode, useMemo } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { downloadText } from '../../lib/csv.ts';
import { useFormat } from '../../lib/format.ts';
import { links } from '../../lib/registry/links.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.ts';
import { showToast } from '../../ui/toast.tsx';
import { expectedUptake, type ResultRow, resultsCsv } from './result-rows.ts';
import { ResultTable } from './result-table.tsx';
import { SheetStep, useCloseSheet } from './sheet-frame.tsx';
import { UptakeLine } from './uptake-line.tsx';
import { useUptake } from './use-uptake.ts';

type ResultStepProps = {
  title: string;
  operation: Operation;
  position: string;
  rows: readonly ResultRow[];
  results: readonly IsolateResult[];
  uptake: Uptake | OperationUptake | undefined;
  /** Whether what was changed is now out of traffic, or back in it. */
  became: 'isolated' | 'inTraffic';
  /** Instead of the rows, where what was done is not told service by service. */
  children?: ReactNode;
  onUndo?: (() => void) | undefined;
  onRetry?: ((failed: readonly IsolateResult[]) => void) | undefined;
  onOverride?: ((row: ResultRow) => void) | undefined;
};

/** What has happened, service by service, and how far it has come to the clients. */
export function ResultStep({
  title,
  operation,
  position,
  rows,
  results,
  uptake,
  became,
  children,
  onUndo,
  onRetry,
  onOverride,
}: ResultStepProps) {
  const t = useTranslations('isolate');
  const words = useTranslations('action');
  const shell = useTranslations('shell');
  const format = useFormat();
  const close = useCloseSheet();
  const start = useMemo<OperationUptake>(() => {
    const services = uptake && 'services' in uptake ? uptake.services : expectedUptake(rows);
    return {
      clients: uptake?.clients ?? 0,
      delivered: 0,
      confirmed: 0,
      behind: [],
      startedAt: operation.at,
      services,
    };
  }, [rows, uptake, operation.at]);
  const reached = useUptake(operation.id, position, start);
  const failed = results.filter((one) => one.outcome === 'failed');
  const address = links.operation(operation.id);

  return (
    <SheetStep
      label={t('titleResult')}
      title={title}
      sub={t.rich('acknowledged', {
        time: format.precise(operation.at),
        id: () => (
          <Link className="mono hover:underline" to={address}>
            {operation.id}
          </Link>
        ),
      })}
      onConfirm={close}
      body={
        <>
          {reached.services.length > 0 ? <UptakeLine uptake={reached} /> : null}
          {children}
          {rows.length > 0 ? (
            <ResultTable rows={rows} uptake={reached} became={became} onOverride={onOverride} />
          ) : null}
        </>
      }
      footer={
        <>
          {onUndo ? (
            <Button icon="undo" onClick={onUndo}>
              {t('undo')}
            </Button>
          ) : null}
          {failed.length > 0 && onRetry ? (
            <Button onClick={() => onRetry(failed)}>{t('retry', { n: failed.length })}</Button>
          ) : null}
          {failed.length > 0 ? (
            <Button
              icon="export"
              className="not-narrow"
              onClick={() => downloadText(`results-${operation.id}.csv`, resultsCsv(results), 'text/csv')}
            >
              {t('download')}
            </Button>
          ) : null}
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
