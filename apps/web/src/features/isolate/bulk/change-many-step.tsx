import type { BulkPreview } from '@cynosure/shared/console/bulk.ts';
import { SHORTEST_REASON } from '@cynosure/shared/console/reason.ts';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { detailsIn, statusOf } from '../../../lib/problem.ts';
import { useSelectionTotal } from '../../../lib/registry/selections.ts';
import { useWrite } from '../../../lib/use-write.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../confirm-button.tsx';
import { EffectTable } from '../effect-table.tsx';
import { Expectation } from '../expectation.tsx';
import { ChangeGuards } from '../guard-box.tsx';
import { Guards, useGuards } from '../guards.tsx';
import { LookAgain, StaleNote } from '../notices.tsx';
import { decisionsOf, isOverriding, type Outlook, outlookOf } from '../plan.ts';
import { Preparing } from '../preparing.tsx';
import { PreviewFailed } from '../preview-failed.tsx';
import { ReasonField } from '../reason-field.tsx';
import { useRecentReasons } from '../recent-reasons.ts';
import { SheetStep, useCloseSheet } from '../sheet-frame.tsx';
import { WriteNote } from '../write-note.tsx';
import { askBulkPreview, startBulk } from './api/bulk.ts';
import { BeforeAfter } from './before-after.tsx';
import { type EditKind, editsOf, noDraft } from './bulk-kind.ts';
import { ManyFields } from './many-fields.tsx';
import { beginningOf, noteStarted } from './running-bulks.ts';
import { TypedNumber } from './typed-number.tsx';
import { useSettled } from './use-settled.ts';

type ChangeManyProps = {
  kind: EditKind | 'deregister';
  selection: string;
  onStarted: (operation: string) => void;
};

const none: ReadonlySet<string> = new Set();

/** One value for many, or deregistering them: what it does to each service, and the one press that does it. */
export function ChangeManyStep({ kind, selection, onStarted }: ChangeManyProps) {
  const t = useTranslations('bulk');
  const shared = useTranslations('isolate');
  const words = useTranslations('action');
  const close = useCloseSheet();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => beginningOf(selection) ?? noDraft);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [missing, setMissing] = useState(false);
  const [unexplained, setUnexplained] = useState(false);
  const [again, setAgain] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const reasonInput = useRef<HTMLInputElement>(null);
  const lookAgain = useRef<HTMLDivElement>(null);
  const guards = useGuards();
  const { answers } = guards;
  const write = useWrite();
  const recent = useRecentReasons();

  const wanted = kind === 'deregister' ? undefined : editsOf(kind, draft);
  const isReady = kind === 'deregister' || wanted !== undefined;
  const edits = useSettled(wanted);
  const queryKey = ['bulk-preview', kind, selection, edits];
  const preview = useQuery({
    queryKey,
    queryFn: () =>
      askBulkPreview({
        target: { selection },
        ...(kind === 'deregister' ? { action: 'deregister' } : { action: 'edit', edits: edits ?? [] }),
      }),
    enabled: kind === 'deregister' || edits !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const shown = isReady ? preview.data : undefined;
  const isCurrent =
    shown !== undefined && !preview.isPlaceholderData && JSON.stringify(wanted) === JSON.stringify(edits);
  const outlook = shown ? outlookOf(shown, answers) : undefined;
  const count = shown?.totals.instances ?? 0;
  const selected = useSelectionTotal(selection);

  const fail = (error: Error) => {
    const next = detailsIn<{ preview: BulkPreview }>(error, 'PreviewChanged')?.preview;
    if (next) queries.setQueryData(queryKey, next);
    else if (statusOf(error) === 410) void preview.refetch();
    else return;
    write.reset();
    setAgain(true);
    setTimeout(() => lookAgain.current?.focus());
  };

  const confirm = async () => {
    if (write.busy) return;
    if (!isReady) {
      setMissing(true);
      return field.current?.focus();
    }
    if (!shown || !isCurrent || !guards.areAnswered(shown)) return;
    if (kind === 'deregister' && typed.trim() !== String(count)) {
      setMissing(true);
      return field.current?.focus();
    }
    if (isOverriding(shown, answers) && reason.trim().length < SHORTEST_REASON) {
      setUnexplained(true);
      return reasonInput.current?.focus();
    }
    setAgain(false);
    const outcome = await write.run((key) =>
      startBulk(
        {
          previewId: shown.previewId,
          expect: count,
          ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
          decisions: decisionsOf(shown, answers),
          ...(kind === 'deregister' ? { typed: typed.trim() } : {}),
        },
        key,
      ),
    );
    if ('error' in outcome) return fail(outcome.error);
    const { job } = outcome.answer;
    noteStarted(job.id, { selection });
    queries.setQueryData(['bulk', job.id], outcome.answer);
    onStarted(job.id);
  };

  const n = shown?.totals.instances ?? selected;
  const title = n === undefined ? t('title.bulk') : t(`title.${kind}`, { n });
  return (
    <SheetStep
      label={title}
      title={title}
      sub={
        write.writing.phase === 'asking' ? undefined : (
          <Scope preview={shown} waiting={isReady && preview.isFetching} />
        )
      }
      focusFirst={field}
      onConfirm={() => void confirm()}
      body={
        <ChangeGuards>
          {again ? <LookAgain ref={lookAgain} text={shared('changedEnd')} /> : null}
          <WriteNote writing={write.writing} refused={t('refused')} />
          {shown ? <StaleNote computedAt={shown.computedAt} /> : null}
          {kind === 'deregister' ? null : (
            <ManyFields
              kind={kind}
              draft={draft}
              onChange={(next) => {
                setMissing(false);
                setDraft({ ...draft, ...next });
              }}
              missing={missing}
              fieldRef={field}
            />
          )}
          <Guards preview={shown} guards={guards} />
          {shown ? (
            <>
              <BeforeAfter fields={shown.fields} weight={kind === 'weight' ? shown.services : undefined} />
              <EffectTable services={shown.services} answers={answers} changed={none} />
              <Expectation say={(within) => t(`expect.${kind}`, within)} />
            </>
          ) : preview.error && isReady ? (
            <PreviewFailed error={preview.error} onRetry={() => void preview.refetch()} />
          ) : isReady ? (
            <Preparing />
          ) : (
            <p className="py-6 text-ink-3">{t('fillIn')}</p>
          )}
        </ChangeGuards>
      }
      form={
        <div className="form">
          {kind === 'deregister' && shown ? (
            <TypedNumber n={count} value={typed} missing={missing} inputRef={field} onChange={setTyped} />
          ) : null}
          <ReasonField
            reason={reason}
            recent={recent}
            problem={unexplained ? shared('reasonShort', { n: String(SHORTEST_REASON) }) : undefined}
            inputRef={reasonInput}
            onReason={(next) => {
              setUnexplained(false);
              setReason(next);
            }}
          />
        </div>
      }
      footer={
        <>
          {preview.error && !shown && isReady ? null : (
            <ConfirmButton
              icon={kind === 'deregister' ? 'trash' : 'check'}
              {...(kind === 'deregister' ? { look: 'danger' as const } : {})}
              label={t(kind === 'deregister' ? 'confirmDeregister' : 'confirm', { n: outlook?.change ?? 0 })}
              sending={t('sending')}
              busy={write.busy}
              preparing={isReady && !isCurrent}
              hold={() => undefined}
              onConfirm={() => void confirm()}
            />
          )}
          <Button onClick={close}>{words('cancel')}</Button>
          {outlook ? <Beside outlook={outlook} /> : null}
        </>
      }
    />
  );
}

function Scope({ preview, waiting }: { preview: BulkPreview | undefined; waiting: boolean }) {
  const t = useTranslations('bulk');
  const shared = useTranslations('isolate');
  if (!preview) return waiting ? shared('preparing') : t('nothingYet');
  const { instances, services } = preview.totals;
  return (
    <>
      {shared('scope', { instances, services })}
      {preview.gone > 0 ? ` ${t('gone', { n: preview.gone })}` : null}
    </>
  );
}

/** What confirming will not change, beside the button that counts what it will. */
function Beside({ outlook: { left, already } }: { outlook: Outlook }) {
  const t = useTranslations('bulk');
  const parts = [
    left > 0 ? t('besideLeft', { n: left }) : '',
    already > 0 ? t('besideAlready', { n: already }) : '',
  ].filter(Boolean);
  return parts.length > 0 ? <span className="beside num">{parts.join(' · ')}</span> : null;
}
