import { SHORTEST_REASON } from '@cynosure/shared/console/reason.ts';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useTimeZone, useTranslations } from 'use-intl/react';
import { serverNow } from '../../lib/clock.ts';
import { links } from '../../lib/registry/links.ts';
import { useWrite } from '../../lib/use-write.ts';
import { Button } from '../../ui/button.tsx';
import { Shape } from '../../ui/mark.tsx';
import { isolateAhead } from './api/isolate.ts';
import type { Draft } from './drafts.ts';
import { endFields } from './ends.ts';
import { EndsField } from './ends-field.tsx';
import { ReasonField } from './reason-field.tsx';
import { useRecentReasons } from './recent-reasons.ts';
import { SheetStep, useCloseSheet } from './sheet-frame.tsx';
import { useAfterWrite } from './use-after-write.ts';
import { useDraft } from './use-draft.ts';
import { WriteNote } from './write-note.tsx';

/** Hosts that carry nothing now: what registers on them later arrives isolated. */
export function AheadStep({
  hosts,
  prefill,
  whyNot,
}: {
  hosts: readonly string[];
  prefill: Partial<Draft>;
  /** Why who looks may not do it. */
  whyNot: string | undefined;
}) {
  const t = useTranslations('isolate');
  const words = useTranslations('action');
  const close = useCloseSheet();
  const navigate = useNavigate();
  const timeZone = useTimeZone();
  const { draft, change } = useDraft(`ahead ${hosts.join()}`, prefill);
  const [missing, setMissing] = useState<'reason' | 'until'>();
  const reason = useRef<HTMLInputElement>(null);
  const until = useRef<HTMLInputElement>(null);
  const recent = useRecentReasons();
  const write = useWrite();
  const afterWrite = useAfterWrite();
  const [host = ''] = hosts;
  const title = hosts.length === 1 ? t('aheadTitle', { host }) : t('aheadTitleMany', { n: hosts.length });

  const confirm = async () => {
    if (write.busy || whyNot !== undefined) return;
    const ends = endFields(draft.ends, serverNow(), timeZone);
    if (draft.reason.trim().length < SHORTEST_REASON) {
      setMissing('reason');
      return reason.current?.focus();
    }
    if (!ends) {
      setMissing('until');
      return until.current?.focus();
    }
    const outcome = await write.run((key) =>
      isolateAhead(
        {
          hosts: [...hosts],
          reason: draft.reason.trim(),
          ...(draft.ticket.trim() ? { ticket: draft.ticket.trim() } : {}),
          ...ends,
        },
        key,
      ),
    );
    if ('error' in outcome) return;
    afterWrite(outcome.answer.operation, outcome.answer.isolation);
    void navigate(links.host(hosts), { replace: true });
  };

  return (
    <SheetStep
      label={title}
      title={title}
      sub={t('aheadScope')}
      focusFirst={reason}
      onConfirm={() => void confirm()}
      body={
        <>
          <WriteNote writing={write.writing} refused={t('refused')} />
          <ul className="ahead">
            {hosts.map((one) => (
              <li key={one}>
                <Shape tone="out" />
                <bdi className="num font-medium">{one}</bdi>
              </li>
            ))}
          </ul>
        </>
      }
      form={
        <div className="form">
          <ReasonField
            reason={draft.reason}
            ticket={draft.ticket}
            recent={recent}
            problem={missing === 'reason' ? t('reasonHint') : undefined}
            inputRef={reason}
            onReason={(text) => {
              setMissing(undefined);
              change({ reason: text });
            }}
            onTicket={(text) => change({ ticket: text })}
          />
          <EndsField
            ends={draft.ends}
            onChange={(ends) => {
              setMissing(undefined);
              change({ ends });
            }}
            missing={missing === 'until'}
            untilRef={until}
          />
        </div>
      }
      footer={
        <>
          <Button
            look="primary"
            icon="hatch"
            disabledWhy={whyNot}
            aria-busy={write.busy || undefined}
            onClick={() => void confirm()}
          >
            {write.busy ? t('sending') : t('confirmAhead', { n: hosts.length })}
          </Button>
          <Button onClick={close}>{words('cancel')}</Button>
        </>
      }
    />
  );
}
