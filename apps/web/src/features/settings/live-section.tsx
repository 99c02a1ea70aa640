import type { Settings } from '@cynosure/shared/console/settings.ts';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { live, useLiveState } from '../../lib/live/use-live.ts';
import { Unknown } from '../../lib/registry/state-mark.tsx';
import { Button } from '../../ui/button.tsx';
import { Fact } from './fact.tsx';

const words = [
  ['live', 'wordLive'],
  ['catchingUp', 'wordCatchingUp'],
  ['polling', 'wordPolling'],
  ['paused', 'wordPaused'],
  ['stale', 'wordStale'],
] as const;
const keyOf = {
  live: 'live',
  'catching-up': 'catchingUp',
  polling: 'polling',
  paused: 'paused',
  stale: 'stale',
} as const;

/** How what is on screen follows the registry, and what the indicator's words mean (console/spec.md §9). */
export function LiveSection({ settings }: { settings: Settings }) {
  const t = useTranslations('settings');
  const say = useTranslations('live');
  const format = useFormat();
  const { word, silenceSeconds, attempts, position, held } = useLiveState();
  const { streams } = settings.server;
  const isPaused = word === 'paused';
  const counted = { n: held, seconds: String(silenceSeconds) };
  return (
    <div>
      <p className="m-0 mb-3 text-ink-2">{t('liveWhat')}</p>
      <dl className="fields">
        <Fact name={t('liveState')}>{say(keyOf[word], counted)}</Fact>
        <Fact name={t('lastHeard')}>{t('heardAgo', { seconds: silenceSeconds })}</Fact>
        <Fact name={t('attempts')}>{format.number(attempts)}</Fact>
        <Fact name={t('heldBack')}>{format.number(held)}</Fact>
        <Fact name={say('position')}>
          {position === undefined ? <Unknown /> : <span className="mono">{position}</span>}
        </Fact>
        <Fact name={t('streams')}>{streams === undefined ? undefined : format.number(streams)}</Fact>
      </dl>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button onClick={() => live.reconnect()}>{say('reconnect')}</Button>
        <Button icon={isPaused ? 'play' : 'pause'} onClick={() => (isPaused ? live.resume() : live.pause())}>
          {say(isPaused ? 'resume' : 'pause')}
        </Button>
      </div>
      <h2>{t('wordsOfLive')}</h2>
      <dl className="fields">
        {words.map(([one, what]) => (
          <Fact key={one} name={say(one, { n: 0, seconds: '14' })}>
            {t(what)}
          </Fact>
        ))}
      </dl>
    </div>
  );
}
