import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { isFlag, useTargetName } from '../../lib/registry/isolation-target.ts';
import { links } from '../../lib/registry/links.ts';
import { useActorName } from '../../lib/registry/sentence-text.ts';
import { countdown } from '../../lib/time-span.ts';
import { Mark } from '../../ui/mark.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { Covered } from './covered.tsx';
import { isEndingSoon } from './isolation-order.ts';
import { Over } from './over.tsx';

const HOUR_MS = 3_600_000;

/** An isolation on a narrow screen: what, until when; how much, why. The rest is in its drawer. */
export function IsolationCard({ isolation }: { isolation: Isolation }) {
  const t = useTranslations('isolations');
  const format = useFormat();
  const name = useTargetName();
  const actor = useActorName();
  const now = useNow();
  const { endsAt, drift } = isolation;
  const left = endsAt === null ? undefined : endsAt - now;
  const ends =
    left === undefined
      ? t('endsByHand')
      : t('endsIn', { left: left < HOUR_MS ? countdown(left) : format.span(left, true) });
  // What came through the registry's API has neither; how much it is says at least something.
  const why = isolation.reason || actor(isolation.by);
  return (
    <>
      <b className="truncate">
        <RowLink to={`${links.isolations}?open=${encodeURIComponent(isolation.id)}`}>
          {name(isolation)}
        </RowLink>
      </b>
      <span>
        {isolation.state === 'ended' ? (
          <Over />
        ) : drift.length > 0 ? (
          <Mark tone="bad">{t('backInTraffic', { n: drift.length })}</Mark>
        ) : isFlag(isolation) ? (
          <Mark tone="caution">{t('noReason')}</Mark>
        ) : (
          <Mark tone="out">{t('inForce')}</Mark>
        )}
      </span>
      <span className="truncate text-ink-3 text-xs">
        {why ? <bdi>{why}</bdi> : isolation.state === 'ended' ? null : <Covered isolation={isolation} />}
      </span>
      <span
        className={`num text-xs ${isEndingSoon(isolation, now) ? 'font-medium text-caution-ink' : 'text-ink-3'}`}
      >
        {isolation.state === 'ended' ? <Covered isolation={isolation} /> : ends}
      </span>
    </>
  );
}
