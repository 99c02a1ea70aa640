import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { useExtend, useUsualExtension } from '../../lib/registry/extend.ts';
import { useTargetName } from '../../lib/registry/isolation-target.ts';
import { overviewQuery } from '../../lib/registry/overview.ts';
import { isAllowed } from '../../lib/registry/why-not.ts';
import { useSheet } from '../../lib/sheet-address.ts';
import { countdown } from '../../lib/time-span.ts';
import { Shape } from '../../ui/mark.tsx';

const NOTICE_MS = 5 * 60_000;

/** Five minutes before an isolation ends, everybody who may do something about it is told, on whatever page. */
export function EndingNotice() {
  const now = useNow();
  const isolated = useQuery({ ...overviewQuery, notifyOnChangeProps: ['data'] }).data?.value.isolated;
  const ending = isolated?.find(
    ({ endsAt, state, may }) =>
      state === 'inForce' &&
      endsAt !== null &&
      endsAt > now &&
      endsAt - now <= NOTICE_MS &&
      may?.extend !== undefined &&
      isAllowed(may.extend),
  );
  return ending ? <Notice isolation={ending} left={(ending.endsAt ?? now) - now} /> : null;
}

function Notice({
  isolation,
  left,
}: {
  isolation: Parameters<ReturnType<typeof useTargetName>>[0];
  left: number;
}) {
  const t = useTranslations('isolations');
  const name = useTargetName();
  const { extend, busy } = useExtend();
  const { open } = useSheet();
  const usual = useUsualExtension();
  const format = useFormat();
  const target = name(isolation);
  return (
    <div className="banner">
      <Shape tone="caution" size={15} />
      <span className="num flex-1">
        {t('endingNotice', { target, left: countdown(left) })}
        {/* Said once; the seconds that follow are for the eyes. */}
        <span className="sr-only" role="alert">
          {t('endingSoon', { target })}
        </span>
      </span>
      <button
        type="button"
        className="link"
        aria-busy={busy || undefined}
        onClick={() => void extend(isolation)}
      >
        {t('extendShort', { span: format.span(usual) })}
      </button>
      <button type="button" className="link" onClick={() => open('end', isolation.id)}>
        {t('endNow')}
      </button>
    </div>
  );
}
