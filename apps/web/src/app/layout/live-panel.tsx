import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { live, useLiveState } from '../../lib/live/use-live.ts';
import { Button } from '../../ui/button.tsx';

/** Behind the indicator: what the word means, how old the data are, and a way to try again. */
export default function LivePanel({ onClose }: { onClose: () => void }) {
  const t = useTranslations('live');
  const { word, silenceSeconds, attempts, position } = useLiveState();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && onClose();
    const onPress = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.parentElement?.contains(event.target)) onClose();
    };
    addEventListener('keydown', onKey);
    addEventListener('pointerdown', onPress);
    return () => {
      removeEventListener('keydown', onKey);
      removeEventListener('pointerdown', onPress);
    };
  }, [onClose]);
  const why = {
    live: 'liveWhy',
    'catching-up': 'catchingUpWhy',
    polling: 'pollingWhy',
    paused: 'pausedWhy',
    stale: 'staleWhy',
  } as const;
  return (
    <section ref={box} className="popup live-panel" aria-label={t('label')}>
      <p>{t(why[word])}</p>
      <dl className="num">
        <dt>{t('age')}</dt>
        <dd>{silenceSeconds} s</dd>
        <dt>{t('attempts')}</dt>
        <dd>{attempts}</dd>
        <dt>{t('position')}</dt>
        <dd className="mono">{position ?? '?'}</dd>
      </dl>
      <Button onClick={() => live.reconnect()}>{t('reconnect')}</Button>
    </section>
  );
}
