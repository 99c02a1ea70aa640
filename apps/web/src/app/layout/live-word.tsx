import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import type { LiveWord } from '../../lib/live/status.ts';
import { useLiveState } from '../../lib/live/use-live.ts';
import { alarm } from '../../ui/announce.tsx';
import { Icon } from '../../ui/icon.tsx';

/** The word of the indicator; going stale and coming back are said aloud, the seconds in between are not. */
export function useLiveWord(): string {
  const t = useTranslations('live');
  const { word, silenceSeconds, held } = useLiveState();
  const before = useRef(word);
  useEffect(() => {
    if (before.current === word) return;
    if (word === 'stale') alarm(t('staleWhy'));
    else if (before.current === 'stale' && word === 'live') alarm(t('live'));
    before.current = word;
  }, [word, t]);
  switch (word) {
    case 'live':
      return t('live');
    case 'catching-up':
      return t('catchingUp');
    case 'polling':
      return t('polling');
    case 'paused':
      return t('paused', { n: held });
    case 'stale':
      return t('stale', { seconds: String(silenceSeconds) });
  }
}

/** Five shapes, so that the word is never told apart by colour alone. */
export const LiveDot = ({ word }: { word: LiveWord }) =>
  word === 'paused' ? (
    <Icon name="pause" size={13} />
  ) : (
    <i className={`live-dot ${word}`} aria-hidden="true" />
  );
