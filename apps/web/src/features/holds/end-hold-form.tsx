import type { EndHold, WholeHold } from '@cynosure/shared/console/hold.ts';
import { SHORTEST_REASON } from '@cynosure/shared/console/reason.ts';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { statusOf } from '../../lib/problem.ts';
import { alarm } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { Shape } from '../../ui/mark.tsx';
import { detailsOf } from '../../ui/read-face.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useEndHold } from './api/end-hold.ts';

const LONGEST_REASON = 256;

/** Ends the hold after its consequence has been read and a reason given. */
export function EndHoldForm({
  how,
  hold,
  onBack,
  onDone,
}: {
  how: EndHold['how'];
  hold: NonNullable<WholeHold>;
  onBack: () => void;
  onDone: () => void;
}) {
  const t = useTranslations('holds');
  const words = useTranslations('action');
  const id = useId();
  const end = useEndHold();
  const input = useRef<HTMLInputElement>(null);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { instances, sinceAt } = hold;
  const missing = tried && reason.trim().length < SHORTEST_REASON;
  useEffect(() => input.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (reason.trim().length < SHORTEST_REASON) return input.current?.focus();
    if (end.isPending) return;
    const request = { how, sinceAt, reason: reason.trim() };
    end.mutate(request, {
      onSuccess: ({ instances: ended }) => {
        showToast(t(how === 'release' ? 'released' : 'discarded', { instances: ended }));
        onDone();
      },
      onError: () => alarm(t('notEnded')),
    });
  };
  return (
    <form onSubmit={submit} noValidate className="border-line border-t">
      <div className="grid gap-3 px-6 py-3.5">
        <Consequence how={how} hold={hold} />
        <div>
          <label htmlFor={id} className="mb-1 block font-medium text-ink-2">
            {t('reason')}
          </label>
          <input
            ref={input}
            id={id}
            className="input w-full"
            value={reason}
            maxLength={LONGEST_REASON}
            placeholder={t('reasonHint')}
            aria-required
            aria-invalid={missing || undefined}
            aria-describedby={missing ? `${id}-why` : undefined}
            autoComplete="off"
            onChange={(event) => setReason(event.target.value)}
          />
          {missing ? (
            <div id={`${id}-why`} className="mark bad xs mt-1">
              <Shape tone="bad" size={12} />
              {t('reasonMissing')}
            </div>
          ) : null}
        </div>
        {end.isAsking ? (
          <p role="status" className="text-ink-2">
            {t('unanswered')}
          </p>
        ) : null}
        {end.error ? (
          <div role="alert" className="text-unhealthy-ink">
            {t(statusOf(end.error) === 412 ? 'changed' : 'notEnded')}{' '}
            <span className="mono text-ink-3 text-xs">{detailsOf(end.error)}</span>
          </div>
        ) : null}
        <div className="flex flex-wrap gap-2">
          <Button
            type="submit"
            look={how === 'release' ? 'danger' : 'primary'}
            aria-busy={end.isPending || undefined}
          >
            {t(how === 'release' ? 'releaseNow' : 'discardNow', { instances })}
          </Button>
          <Button onClick={onBack}>{words('cancel')}</Button>
        </div>
      </div>
    </form>
  );
}

function Consequence({ how, hold }: { how: EndHold['how']; hold: NonNullable<WholeHold> }) {
  const t = useTranslations('holds');
  const { instances, groups } = hold;
  if (how === 'discard') return <p>{t('discardWhat', { instances })}</p>;
  const emptied = new Set(
    groups.filter((one) => one.healthyAfter === 0).map(({ namespace, service }) => `${namespace}/${service}`),
  );
  return (
    <div className="note caution">
      <Shape tone="caution" size={16} />
      <div>
        {t('releaseWhat', { instances })}
        {emptied.size > 0 ? (
          <b className="font-semibold"> {t('releaseEmpties', { services: emptied.size })}</b>
        ) : null}
      </div>
    </div>
  );
}
