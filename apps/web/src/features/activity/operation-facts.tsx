import { instanceFilters } from '@cynosure/shared/console/filter-fields.ts';
import { filterChips } from '@cynosure/shared/console/filter-query.ts';
import type { Operation } from '@cynosure/shared/console/operation.ts';
import type { OperationUptake } from '@cynosure/shared/console/uptake.ts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useFilterWords } from '../../lib/registry/filter-words.ts';
import { links } from '../../lib/registry/links.ts';
import { hasPage } from '../../lib/registry/pages.ts';
import { Mark, type Tone } from '../../ui/mark.tsx';

const toneOf: Readonly<Record<Operation['outcome'], Tone>> = {
  done: 'good',
  partly: 'caution',
  refused: 'bad',
  failed: 'bad',
  running: 'none',
};

/** Why, matched by what, from where, and with what result. */
export function OperationFacts({
  operation,
  uptake,
}: {
  operation: Operation;
  uptake: OperationUptake | undefined;
}) {
  const t = useTranslations('activity');
  const words = useFilterWords();
  const { by, matched, requestId } = operation;
  return (
    <dl className="meta">
      {operation.reason ? (
        <Fact name={t('reason')}>
          <bdi>{operation.reason}</bdi>
        </Fact>
      ) : null}
      {operation.ticket ? (
        <Fact name={t('ticket')}>
          <Link
            className="link"
            to={`${links.activity}?${new URLSearchParams({ ticket: operation.ticket })}`}
          >
            <bdi>{operation.ticket}</bdi>
          </Link>
        </Fact>
      ) : null}
      {matched ? (
        <Fact name={t('matched')}>
          {filterChips(instanceFilters, matched.query).map((chip) => (
            <span key={chip.text} className="tag">
              {words(chip)}
            </span>
          ))}{' '}
          <span className="text-ink-3 text-xs">{t('frozen', { n: matched.total })}</span>
        </Fact>
      ) : null}
      <Fact name={t('from')}>
        {by.address
          ? t('fromValue', { door: t(`doors.${by.via}`), address: by.address })
          : t(`doors.${by.via}`)}
        {requestId ? (
          <>
            {' · '}
            {t.rich('request', { id: () => <span className="mono">{requestId}</span> })}
          </>
        ) : null}
      </Fact>
      <Fact name={t('result')}>
        <Outcome operation={operation} />
        {uptake && uptake.clients > 0 ? (
          <span className="text-ink-3"> · {t('confirmed', { n: uptake.confirmed, m: uptake.clients })}</span>
        ) : null}
      </Fact>
      {operation.isolationId && hasPage(links.isolations) ? (
        <Fact name={t('isolationLink')}>
          <Link className="link" to={links.isolation(operation.isolationId)}>
            {t('openIsolation')}
          </Link>
        </Fact>
      ) : null}
    </dl>
  );
}

function Outcome({ operation }: { operation: Operation }) {
  const t = useTranslations('activity');
  const { outcome, done, unchanged, failed, tookMs } = operation;
  const all = done + failed;
  if (outcome === 'refused' || outcome === 'failed') {
    return (
      <>
        <Mark tone={toneOf[outcome]}>{outcome === 'refused' ? t('refusedWhy') : t('failedWhy')}</Mark>
        <div className="mono break-words text-ink-2 text-xs">{`${operation.code} ${operation.info}`}</div>
      </>
    );
  }
  const text =
    outcome === 'running'
      ? t('running')
      : tookMs !== undefined
        ? t('doneIn', { done, all, ms: tookMs })
        : t('doneOf', { done, all });
  return (
    <>
      <Mark tone={toneOf[outcome] ?? 'none'}>
        <span className="text-ink">{text}</span>
      </Mark>
      {unchanged > 0 ? <span className="text-ink-3"> · {t('unchanged', { n: unchanged })}</span> : null}
    </>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);
