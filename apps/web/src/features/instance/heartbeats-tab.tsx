import type { Instance } from '@cynosure/shared/console/instance.ts';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { LastBeat } from '../../lib/registry/last-beat.tsx';
import { Mark } from '../../ui/mark.tsx';
import { BeatTicks } from './beat-ticks.tsx';
import { beatsOf } from './beats.ts';

/** The strip of heartbeats with its head, as it stands on top of the fields too. */
export function BeatStrip({ instance }: { instance: Instance }) {
  const t = useTranslations('instance.beats');
  const { ttlSeconds } = instance;
  const beats = instance.beats ?? [];
  return (
    <section>
      <h2 className="section-head">
        {t('title')}{' '}
        {ttlSeconds ? (
          <small>
            {t('lead', { n: beats.length, ttl: String(ttlSeconds), limit: String(3 * ttlSeconds) })}
          </small>
        ) : null}
      </h2>
      {ttlSeconds ? (
        <BeatTicks instance={instance} ttlSeconds={ttlSeconds} />
      ) : (
        <p className="text-ink-2">{t('off')}</p>
      )}
    </section>
  );
}

/** Heartbeats in full: the picture, and every late one in words. */
export function HeartbeatsTab({ instance }: { instance: Instance }) {
  const t = useTranslations('instance.beats');
  const field = useTranslations('field');
  const format = useFormat();
  const late = instance.ttlSeconds
    ? beatsOf(instance.beats ?? [], instance.ttlSeconds).filter(({ kind }) => kind !== 'onTime')
    : [];
  return (
    <>
      <BeatStrip instance={instance} />
      {instance.ttlSeconds ? (
        <>
          <p className="mt-3">
            <span className="text-ink-3">{field('lastBeat')}</span> <LastBeat instance={instance} />
          </p>
          {(instance.beats ?? []).length === 0 ? <p className="text-ink-2">{t('waiting')}</p> : null}
          {late.length > 0 ? (
            <table className="data-table mt-4" aria-label={t('table')}>
              <thead>
                <tr>
                  <th scope="col">{t('at')}</th>
                  <th scope="col" className="end">
                    {t('gap')}
                  </th>
                  <th scope="col" className="end">
                    {t('missed')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {late.toReversed().map((beat) => (
                  <tr key={beat.at}>
                    <td className="num">{format.precise(beat.at)}</td>
                    <td className="end">{format.shortSpan(beat.gapMs)}</td>
                    <td className="end">
                      <Mark tone={beat.kind === 'missed' ? 'bad' : 'caution'}>{beat.missed}</Mark>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          ) : (instance.beats ?? []).length > 1 ? (
            <p className="text-ink-2">{t('none')}</p>
          ) : null}
          <p className="mt-4 text-ink-3 text-xs">{t('since')}</p>
        </>
      ) : null}
    </>
  );
}
