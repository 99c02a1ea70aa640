import type { IncidentMark } from '@cynosure/shared/console/operation.ts';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { useTimeZone, useTranslations } from 'use-intl/react';
import { serverNow } from '../../lib/clock.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { statusOf } from '../../lib/problem.ts';
import { ExportButton } from '../../lib/registry/export-button.tsx';
import { links } from '../../lib/registry/links.ts';
import { StillReading } from '../../lib/registry/list-faces.tsx';
import { useSentenceText } from '../../lib/registry/sentence-text.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { announce } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.ts';
import { Face } from '../../ui/face.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ReadFace } from '../../ui/read-face.tsx';
import { showToast } from '../../ui/toast.tsx';
import { UpdateFailed } from '../../ui/update-failed.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { ActivityFilters } from './activity-filters.tsx';
import { operationQuery, timelineQuery } from './api/operations.ts';
import { exportOperations } from './export-operations.ts';
import { readWord, requestFrom, startOfDay } from './filters.ts';
import { IncidentBar } from './incident-bar.tsx';
import { LogSkeleton } from './log-skeleton.tsx';
import { OperationDetail } from './operation-detail.tsx';
import { OperationList } from './operation-list.tsx';
import { useActivity } from './use-activity.ts';
import './activity.css';

const noMarks: IncidentMark[] = [];

/** Who did what, newest first, and beside it one operation with its before and after. */
export function Component() {
  const t = useTranslations('activity');
  const words = useTranslations('action');
  const shell = useTranslations('shell');
  const say = useSentenceText();
  const timeZone = useTimeZone();
  const navigate = useNavigate();
  const { search } = useLocation();
  const { operationId } = useParams();
  const [address] = useSearchParams();
  const narrow = useMedia('(max-width: 1180px)');
  usePageTitle(operationId, t('title'));
  const minute = Math.floor(serverNow() / 60_000);
  const request = useMemo(
    () => requestFrom(address, minute * 60_000, startOfDay(minute * 60_000, timeZone)).toString(),
    [address, minute, timeZone],
  );
  const activity = useActivity(request);
  const { items } = activity;
  const ticket = address.get('ticket') ?? '';
  const marks = useQuery(timelineQuery(ticket)).data?.value.marks ?? noMarks;
  const listed = items.find((one) => one.id === operationId);
  const alone = useQuery({
    ...operationQuery(operationId ?? ''),
    enabled: operationId !== undefined && !listed,
  });
  const operation = listed ?? (operationId ? alone.data : undefined);
  const linkTo = useCallback((id: string) => links.operation(id) + search, [search]);
  const close = useCallback(
    () => void navigate(links.activity + search, { state: { keepFocus: true } }),
    [navigate, search],
  );
  useShortcuts({ '.': () => activity.news > 0 && void activity.rerun() });

  // An id that was typed into the filter is an address of its own.
  const word = readWord(address.get('q') ?? '');
  useEffect(() => {
    if (word?.kind === 'operation') void navigate(links.operation(word.value), { replace: true });
  }, [word?.kind, word?.value, navigate]);

  const said = activity.data ? t('shown', { n: items.length }) : undefined;
  useEffect(() => {
    if (said) announce(said);
  }, [said]);
  const filtered = request !== '';
  const showsList = !narrow || operationId === undefined;

  return (
    <>
      <PageHead
        title={t('title')}
        actions={
          <>
            <Button
              icon="link"
              className="not-narrow"
              onClick={() =>
                void copyText(location.href).then((copied) => copied && showToast(shell('linkCopied')))
              }
            >
              {words('copyLink')}
            </Button>
            <ExportButton onExport={() => exportOperations(request, say)} />
          </>
        }
      />
      {showsList ? (
        <ActivityFilters items={items}>
          {activity.news > 0 ? (
            <button type="button" className="held num" onClick={() => void activity.rerun()}>
              {t('news', { n: activity.news })}
            </button>
          ) : null}
          {said ? (
            <span className="num not-narrow text-ink-3">
              {activity.hasNextPage ? t('shownMore', { n: items.length }) : said}
            </span>
          ) : null}
        </ActivityFilters>
      ) : null}
      {showsList ? <IncidentBar operations={items} /> : null}
      <div className={operationId ? 'activity-split' : 'activity-split whole'}>
        {showsList ? (
          <div className="log-box scroll">
            <Panel resetKey={request}>
              {activity.error && !activity.data ? (
                <ReadFace error={activity.error} what={t('title')} onRetry={() => void activity.refetch()} />
              ) : null}
              {activity.error && activity.data ? (
                <UpdateFailed
                  what={t('operations')}
                  error={activity.error}
                  asOf={activity.asOf ?? 0}
                  onRetry={() => void activity.refetch()}
                />
              ) : null}
              <StillReading pending={activity.isPending} />
              {activity.isPending ? <LogSkeleton /> : null}
              {activity.data && items.length === 0 ? (
                filtered ? (
                  <Face
                    title={t('noMatch')}
                    actions={
                      <Button onClick={() => void navigate(links.activity)}>{words('clearFilters')}</Button>
                    }
                  >
                    {t('kept')}
                  </Face>
                ) : (
                  <Face title={t('emptyTitle')}>{t('empty')}</Face>
                )
              ) : null}
              <OperationList operations={items} marks={marks} openId={operationId} linkTo={linkTo} />
              {activity.hasNextPage ? (
                <div className="p-4 text-center">
                  <Button
                    aria-busy={activity.isFetchingNextPage || undefined}
                    onClick={() => void activity.fetchNextPage()}
                  >
                    {t('older')}
                  </Button>
                </div>
              ) : null}
            </Panel>
          </div>
        ) : null}
        {operationId ? (
          <Panel resetKey={operationId}>
            {operation ? (
              <OperationDetail key={operation.id} operation={operation} onClose={close} />
            ) : alone.error ? (
              <section className="detail" aria-label={t('operation', { id: operationId })}>
                {statusOf(alone.error) === 404 ? (
                  <Face title={t('unknown')} actions={<Button onClick={close}>{words('close')}</Button>} />
                ) : (
                  <ReadFace error={alone.error} name={operationId} onRetry={() => void alone.refetch()} />
                )}
              </section>
            ) : (
              <section className="detail" aria-busy="true" aria-label={t('operation', { id: operationId })} />
            )}
          </Panel>
        ) : null}
      </div>
    </>
  );
}
