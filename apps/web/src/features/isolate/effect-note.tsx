import type { Cause, PreviewService } from '@cynosure/shared/console/preview.ts';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { Mark } from '../../ui/mark.tsx';
import { useGuardKind } from './guard-box.tsx';
import { isStopped } from './plan.ts';

/** Why a row is as it is, in a word or two. */
export function EffectNote({ service, overridden }: { service: PreviewService; overridden: boolean }) {
  const t = useTranslations('isolate.note');
  const say = useCause();
  const kind = useGuardKind();
  if (isStopped(service)) {
    const words =
      kind === 'isolate' ? (['overridden', 'left'] as const) : (['changedAnyway', 'leftUnchanged'] as const);
    return overridden ? <Mark tone="bad">{t(words[0])}</Mark> : <Mark tone="caution">{t(words[1])}</Mark>;
  }
  if (service.verdict === 'forbidden') return <span className="text-ink-3 text-xs">{t('forbidden')}</span>;
  const words = service.causes.flatMap((cause) => {
    const said = say(cause);
    return said ? [said] : [];
  });
  if (words.length === 0) return null;
  if (service.verdict === 'warn') return <Mark tone="caution">{words.join(' · ')}</Mark>;
  if (service.causes.some(({ kind: why }) => why === 'returnUnhealthy'))
    return <Mark tone="bad">{words.join(' · ')}</Mark>;
  if (service.causes.some(({ kind: why }) => why === 'stayIsolated'))
    return <Mark tone="out">{words.join(' · ')}</Mark>;
  const isolated = service.causes.find((cause) => cause.kind === 'alreadyIsolated');
  if (isolated && service.change === 0) {
    return (
      <span title={isolated.by ? isolated.by : undefined}>
        <Mark tone="out">{words.join(' · ')}</Mark>
      </span>
    );
  }
  return <span className="text-ink-3 text-xs">{words.join(' · ')}</span>;
}

function useCause(): (cause: Cause) => string | undefined {
  const t = useTranslations('isolate.note');
  const format = useFormat();
  const now = useNow();
  return (cause) => {
    switch (cause.kind) {
      case 'underShare':
        return t('underShare', { percent: format.percent(cause.limit) });
      case 'zoneEmptied':
        return t('zoneEmptied', { zone: cause.zone });
      case 'alreadyUnhealthy':
        return t('alreadyUnhealthy');
      case 'alreadyIsolated':
        return t('alreadyIsolated', { time: format.minute(cause.sinceAt, now) });
      case 'returnUnhealthy':
        return t('returnUnhealthy', { n: cause.instances });
      case 'stayIsolated':
        return t('stayIsolated', { n: cause.instances });
      default:
        return undefined;
    }
  };
}
