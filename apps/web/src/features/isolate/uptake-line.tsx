import type { OperationUptake } from '@cynosure/shared/console/uptake.ts';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { announce } from '../../ui/announce.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Shape } from '../../ui/mark.tsx';

const BEHIND_AFTER_MS = 30_000;

/** How many clients act on it by now; half and all are said aloud, the steps between are not. */
export function UptakeLine({ uptake }: { uptake: OperationUptake }) {
  const t = useTranslations('isolate');
  const format = useFormat();
  const now = useNow();
  const { clients, confirmed, behind, startedAt, doneAt } = uptake;
  const text = clients === 0 ? t('noClients') : t('have', { n: confirmed, m: clients });
  useMilestones(clients, confirmed, text);
  const took = Math.max(0, (doneAt ?? now) - startedAt);
  const late = doneAt === undefined && took >= BEHIND_AFTER_MS;
  const missing = clients - confirmed;
  return (
    <div
      className={`note ${late ? 'caution' : 'plain'} mb-2.5 items-center`}
      role="status"
      aria-label={t('status')}
      aria-live="off"
    >
      {/* The mark of isolation would say something of a change of weight that is not so. */}
      {late ? <Shape tone="caution" size={16} /> : <Icon name="plug" size={16} />}
      <div className="min-w-0 flex-1">
        <span className="font-semibold">{text}</span>{' '}
        {clients === 0 ? null : (
          <span className="text-ink-2">
            {late
              ? behind.length > 0
                ? t('behindWho', { n: missing, hosts: behind.map((one) => one.host).join(', ') })
                : t('behind', { n: missing })
              : doneAt === undefined
                ? t('after', { n: missing, span: format.shortSpan(took) })
                : t('allAfter', { span: format.shortSpan(took) })}
          </span>
        )}
      </div>
    </div>
  );
}

function useMilestones(clients: number, confirmed: number, text: string): void {
  const said = useRef(0);
  useEffect(() => {
    const share = clients === 0 ? 0 : confirmed / clients;
    const milestone = share >= 1 ? 1 : share >= 0.5 ? 0.5 : 0;
    if (milestone <= said.current) return;
    said.current = milestone;
    announce(text);
  }, [clients, confirmed, text]);
}
