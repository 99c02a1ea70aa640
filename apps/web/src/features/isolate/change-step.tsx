import type { Isolation, IsolationPatch } from '@cynosure/shared/console/isolation.ts';
import { SHORTEST_REASON } from '@cynosure/shared/console/reason.ts';
import { useRef, useState } from 'react';
import { useTimeZone, useTranslations } from 'use-intl/react';
import { serverNow } from '../../lib/clock.ts';
import { usePatchIsolation } from '../../lib/registry/extend.ts';
import { useTargetName } from '../../lib/registry/isolation-target.ts';
import { Button } from '../../ui/button.tsx';
import { type Ends, endFields, noEnd, wallClock } from './ends.ts';
import { EndsField } from './ends-field.tsx';
import { ReasonField } from './reason-field.tsx';
import { SheetStep, useCloseSheet } from './sheet-frame.tsx';
import { WriteNote } from './write-note.tsx';

/** Another end, reason or ticket of an isolation that stands. Takes nothing out of traffic and needs no preview. */
export function ChangeStep({ isolation }: { isolation: Isolation }) {
  const t = useTranslations('isolate');
  const words = useTranslations('action');
  const close = useCloseSheet();
  const name = useTargetName();
  const timeZone = useTimeZone();
  const before: Ends =
    isolation.endsAt === null ? noEnd : { choice: 'until', until: wallClock(isolation.endsAt, timeZone) };
  const [reason, setReason] = useState(isolation.reason);
  const [ticket, setTicket] = useState(isolation.ticket);
  const [ends, setEnds] = useState<Ends>(before);
  const [missing, setMissing] = useState<'reason' | 'until'>();
  const reasonField = useRef<HTMLInputElement>(null);
  const until = useRef<HTMLInputElement>(null);
  const { mutateAsync, error, isPending } = usePatchIsolation();
  const title = t('titleChange', { target: name(isolation) });

  const save = async () => {
    if (isPending) return;
    const now = serverNow();
    const untouched = ends.choice === before.choice && ends.until === before.until;
    const fields = untouched ? {} : endFields(ends, now, timeZone);
    if (reason.trim().length < SHORTEST_REASON) {
      setMissing('reason');
      return reasonField.current?.focus();
    }
    if (!fields) {
      setMissing('until');
      return until.current?.focus();
    }
    const endsAt = untouched
      ? isolation.endsAt
      : (fields.endsAt ??
        (fields.durationSeconds === undefined ? null : now + fields.durationSeconds * 1000));
    const patch: IsolationPatch = {
      ...(reason.trim() === isolation.reason ? {} : { reason: reason.trim() }),
      ...(ticket.trim() === isolation.ticket ? {} : { ticket: ticket.trim() }),
      ...(endsAt === isolation.endsAt ? {} : { endsAt }),
    };
    if (Object.keys(patch).length === 0) return close();
    try {
      await mutateAsync({ isolation, patch });
      close();
    } catch {
      // Shown in the sheet through `error`.
    }
  };

  return (
    <SheetStep
      label={title}
      title={title}
      sub={t('scopeChange')}
      focusFirst={reasonField}
      onConfirm={() => void save()}
      body={
        <WriteNote
          writing={error ? { phase: 'refused', error } : { phase: 'idle' }}
          refused={t('refusedChange')}
        />
      }
      form={
        <div className="form">
          <ReasonField
            reason={reason}
            ticket={ticket}
            recent={[]}
            problem={missing === 'reason' ? t('reasonShort', { n: String(SHORTEST_REASON) }) : undefined}
            inputRef={reasonField}
            onReason={(text) => {
              setMissing(undefined);
              setReason(text);
            }}
            onTicket={setTicket}
          />
          <EndsField
            ends={ends}
            onChange={(next) => {
              setMissing(undefined);
              setEnds(next);
            }}
            missing={missing === 'until'}
            untilRef={until}
          />
        </div>
      }
      footer={
        <>
          <Button look="primary" aria-busy={isPending || undefined} onClick={() => void save()}>
            {words('save')}
          </Button>
          <Button onClick={close}>{words('cancel')}</Button>
        </>
      }
    />
  );
}
