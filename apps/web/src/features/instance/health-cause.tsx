import type { Instance } from '@cynosure/shared/console/instance.ts';
import { missedBeats } from '@cynosure/shared/console/state.ts';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { useHeardUntil } from '../../lib/registry/heard-until.ts';
import { HealthMark } from '../../lib/registry/state-mark.tsx';

/** Health, since when, and what it rests on. */
export function HealthCause({ instance }: { instance: Instance }) {
  const t = useTranslations('instance');
  const format = useFormat();
  const now = useNow();
  const cause = useCause(instance, now, useHeardUntil(now));
  const { sinceAt } = instance.health ?? {};
  return (
    <>
      <HealthMark health={instance.health} />{' '}
      {sinceAt ? (
        <span className="text-ink-3" title={format.exact(sinceAt)}>
          {t('since', { time: format.clock(sinceAt, now) })}
        </span>
      ) : null}
      {cause ? <div className="text-ink-2">{cause}</div> : null}
    </>
  );
}

function useCause(
  { health, checked, ttlSeconds, lastBeatAt }: Instance,
  now: number,
  heardUntil: number,
): string | undefined {
  const t = useTranslations('instance');
  const state = useTranslations('state');
  const format = useFormat();
  if (health === undefined) return undefined;
  if (!checked || ttlSeconds === null || ttlSeconds === undefined) {
    return t('cause.unchecked', {
      reported: health.reported === false ? state('unhealthy') : state('healthy'),
    });
  }
  if (lastBeatAt === null || lastBeatAt === undefined) {
    return health.state === 'unhealthy'
      ? t('cause.neverBeat', { ttl: String(ttlSeconds) })
      : t('cause.newborn');
  }
  const missed = missedBeats(lastBeatAt, ttlSeconds, heardUntil);
  if (health.state === 'unhealthy') {
    if (missed === 0) return t('cause.back');
    return t('cause.missed', {
      n: String(missed),
      time: format.clock(lastBeatAt, now),
      ttl: String(ttlSeconds),
    });
  }
  return missed === 0 ? undefined : t('cause.late', { n: missed });
}
