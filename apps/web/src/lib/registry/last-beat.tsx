import type { InstanceRow } from '@cynosure/shared/console/instance.ts';
import { missedBeats } from '@cynosure/shared/console/state.ts';
import { useTranslations } from 'use-intl/react';
import { Mark } from '../../ui/mark.tsx';
import { useNow } from '../clock.ts';
import { useFormat } from '../format.ts';
import { useHeardUntil } from './heard-until.ts';
import { Dash, Unknown } from './state-mark.tsx';

type Beating = Pick<InstanceRow, 'checked' | 'ttlSeconds' | 'lastBeatAt' | 'health'>;

/**
 * The last sign of life, ticking: how long ago, whether beats are missing, and "back" while an unhealthy one beats
 * again but has not been judged yet (console/spec.md §5, Instance).
 */
export function LastBeat({ instance }: { instance: Beating }) {
  const t = useTranslations('beat');
  const now = useNow();
  const heardUntil = useHeardUntil(now);
  const format = useFormat();
  const { lastBeatAt, ttlSeconds, health } = instance;
  if (instance.checked === undefined || ttlSeconds === undefined) return <Unknown />;
  if (!instance.checked || ttlSeconds === null) return <Dash />;
  if (lastBeatAt === null || lastBeatAt === undefined) {
    // One that was judged has had its time: that it has not beaten yet would be too kind a word.
    return health?.state === 'unhealthy' ? (
      <span className="text-ink-3" title={t('notHeardWhy')}>
        {t('notHeard')}
      </span>
    ) : (
      <span className="text-ink-3">{t('never')}</span>
    );
  }
  const ago = <span title={format.exact(lastBeatAt)}>{format.ago(lastBeatAt, now, true)}</span>;
  const missed = missedBeats(lastBeatAt, ttlSeconds, heardUntil);
  if (health?.state === 'unhealthy') {
    return (
      <span className="text-ink-3">
        {ago}
        {missed === 0 ? <small className="ml-1.5 text-healthy-ink text-xs">{t('back')}</small> : null}
      </span>
    );
  }
  if (missed === 0) return ago;
  return (
    <Mark tone="caution" small={t('missed', { n: missed })}>
      {ago}
    </Mark>
  );
}
