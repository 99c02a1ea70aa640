import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { useActorName } from '../../lib/registry/sentence-text.ts';
import { countdown } from '../../lib/time-span.ts';
import { Mark } from '../../ui/mark.tsx';
import { needsReview, SOON_MS } from './isolation-order.ts';

const HOUR_MS = 3_600_000;

/** When it ends, counting down, with the share of its time that is left, and extended on the spot. */
export function EndsCell({
  isolation,
  onExtend,
  target,
}: {
  isolation: Isolation;
  /** Absent: the person may not. */
  onExtend: (() => void) | undefined;
  target: string;
}) {
  const t = useTranslations('isolations');
  const format = useFormat();
  const now = useNow();
  const { endsAt, sinceAt } = isolation;
  if (isolation.state === 'ended') return <Ended isolation={isolation} />;
  if (endsAt === null) {
    return (
      <>
        <div className="text-ink-3">{t('endsByHand')}</div>
        {needsReview(isolation, now) ? (
          <span title={t('reviewWhy')}>
            <Mark tone="caution" size="xs">
              {t('review')}
            </Mark>
          </span>
        ) : null}
      </>
    );
  }
  const left = endsAt - now;
  const soon = left <= SOON_MS;
  const words = t('endsIn', { left: left < HOUR_MS ? countdown(left) : format.span(left, true) });
  const share = Math.max(0, Math.min(1, left / Math.max(1, endsAt - sinceAt)));
  return (
    <div className="ends" title={format.exact(endsAt)}>
      <span className="flex items-center gap-2.5">
        {soon ? <Mark tone="caution">{words}</Mark> : <span>{words}</span>}
        {onExtend ? (
          <button
            type="button"
            className="link text-xs"
            tabIndex={-1}
            aria-label={t('extendWhat', { target })}
            onClick={onExtend}
          >
            {t('extend')}
          </button>
        ) : null}
      </span>
      <i className={soon ? 'soon' : undefined}>
        <b style={{ width: `${share * 100}%` }} />
      </i>
    </div>
  );
}

function Ended({ isolation }: { isolation: Isolation }) {
  const t = useTranslations('isolations');
  const format = useFormat();
  const actor = useActorName('within');
  const now = useNow();
  const { endedAt, endedBy, sinceAt } = isolation;
  return (
    <>
      <div className="text-ink" title={endedAt === undefined ? undefined : format.exact(endedAt)}>
        {endedAt === undefined ? '?' : format.clock(endedAt, now)}
      </div>
      <span className="two">
        {endedBy === 'time' ? t('endedByTime') : endedBy ? t('endedBy', { by: actor(endedBy) }) : ''}
        {endedAt === undefined ? '' : ` · ${t('lasted', { span: format.span(endedAt - sinceAt) })}`}
      </span>
    </>
  );
}
