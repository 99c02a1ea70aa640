import type { OperationUptake, ServiceUptake } from '@cynosure/shared/console/uptake.ts';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { Bar } from '../../ui/bar.tsx';
import { Mark } from '../../ui/mark.tsx';
import { useMedia } from '../../ui/use-media.ts';
import type { ResultRow } from './result-rows.ts';

type ResultTableProps = {
  rows: readonly ResultRow[];
  uptake: OperationUptake;
  became: 'isolated' | 'inTraffic';
  onOverride: ((row: ResultRow) => void) | undefined;
};

/** One row per service: what the registry holds now, and how many of its clients have confirmed that. */
export function ResultTable({ rows, uptake, became, onOverride }: ResultTableProps) {
  const t = useTranslations('isolate');
  const narrow = useMedia('(max-width: 640px)');
  const byService = new Map(uptake.services.map((one) => [`${one.namespace}/${one.service}`, one]));
  return (
    <table className="data-table result" aria-label={t('perService')}>
      <thead className={narrow ? 'sr-only' : undefined}>
        <tr>
          <th scope="col">{t('columns.service')}</th>
          <th scope="col">{t('registry')}</th>
          <th scope="col">{t('confirmed')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={row.key}
            aria-label={`${row.service} ${row.namespace}`}
            className={row.outcome === 'left' || row.outcome === 'unchanged' ? 'same' : undefined}
          >
            <td className="service">
              <bdi>
                <b className="font-medium">{row.service}</b>
              </bdi>{' '}
              <bdi className="text-ink-3">{row.namespace}</bdi>
            </td>
            {row.outcome === 'done' ? (
              <>
                <td>
                  {became === 'isolated' ? (
                    <Mark tone="out">{t('isolated')}</Mark>
                  ) : (
                    <Mark tone="good">{t('backInTraffic')}</Mark>
                  )}
                </td>
                <td>
                  <Confirmed uptake={byService.get(row.key)} narrow={narrow} />
                </td>
              </>
            ) : (
              <td colSpan={2} className="whitespace-normal">
                <NotDone row={row} onOverride={onOverride} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Confirmed({ uptake, narrow }: { uptake: ServiceUptake | undefined; narrow: boolean }) {
  const t = useTranslations('isolate');
  const unit = useTranslations('unit');
  const format = useFormat();
  if (!uptake || uptake.clients === 0) return <span className="text-ink-3">–</span>;
  const { clients, confirmed } = uptake;
  const waiting = clients - confirmed;
  return (
    <span className="confirmed">
      <Bar
        width={narrow ? 56 : 130}
        label={t('barConfirmed', { n: confirmed, m: clients })}
        parts={[
          { tone: 'strong', value: confirmed },
          { tone: 'rest', value: waiting },
        ]}
      />
      <span className="n">
        {unit.rich('of', {
          n: format.number(confirmed),
          total: format.number(clients),
          strong: (text) => <span className="text-ink">{text}</span>,
          dim: (text) => <span className="text-ink-3">{text}</span>,
        })}
      </span>
      <span className={`not-narrow ${waiting > 0 ? 'text-ink-2' : 'text-ink-3'}`}>
        {waiting > 0 ? t('waiting', { n: waiting }) : t('allConfirmed')}
      </span>
    </span>
  );
}

function NotDone({
  row,
  onOverride,
}: {
  row: ResultRow;
  onOverride: ((row: ResultRow) => void) | undefined;
}) {
  const t = useTranslations('isolate');
  const format = useFormat();
  const now = useNow();
  if (row.outcome === 'failed') {
    const [first] = row.failed;
    return (
      <Mark
        tone="bad"
        small={<span className="mono">{`${first?.code ?? ''} ${first?.info ?? ''}`.trim()}</span>}
      >
        {t('failed')}
      </Mark>
    );
  }
  if (row.outcome === 'left') {
    return (
      <span className="inline-flex flex-wrap items-center gap-x-2">
        <Mark tone="caution">{t('leftByGuard')}</Mark>
        {onOverride ? (
          <button type="button" className="link" onClick={() => onOverride(row)}>
            {t('anyway')}
          </button>
        ) : null}
      </span>
    );
  }
  const cause = row.seen?.causes.find((one) => one.kind === 'alreadyIsolated');
  return (
    <span className="text-ink-3">
      {cause?.by
        ? t('unchangedBy', { time: format.minute(cause.sinceAt, now), by: cause.by })
        : t('unchanged')}
    </span>
  );
}
