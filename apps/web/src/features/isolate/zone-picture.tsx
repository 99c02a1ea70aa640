import type { PreviewService } from '@cynosure/shared/console/preview.ts';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { effective } from './effect-table.tsx';
import type { Answers } from './plan.ts';
import { zoneShares } from './zone-shares.ts';

/** Where what clients can call stands, zone by zone: the part that goes is hatched, shares stand beside it. */
export function ZonePicture({
  services,
  answers,
}: {
  services: readonly PreviewService[];
  answers: Answers;
}) {
  const t = useTranslations('isolate');
  const format = useFormat();
  const shares = zoneShares(services.map((service) => effective(service, answers)));
  if (shares.length === 0) return null;
  const most = Math.max(...shares.map(({ now, after }) => Math.max(now, after)));
  const width = (count: number) => `${(100 * count) / most}%`;
  return (
    <section className="zone-picture" aria-label={t('zonePicture')}>
      <h3>{t('zonePicture')}</h3>
      <ul>
        {shares.map(({ zone, now, after, shareNow, shareAfter }) => (
          <li key={zone} className="zone-row">
            <bdi className="truncate">{zone || t('noZone')}</bdi>
            <span className="bar" aria-hidden="true">
              <i className="stays" style={{ width: width(Math.min(now, after)) }} />
              <i className={after > now ? 'comes' : 'goes'} style={{ width: width(Math.abs(now - after)) }} />
            </span>
            <span className="num">
              {format.number(now)}
              {after === now ? null : (
                <>
                  {' '}
                  <Icon name="arrow" size={12} className="inline text-ink-3" />
                  <span className="sr-only">{t('zoneThen')}</span> {format.number(after)}
                </>
              )}{' '}
              <span className="text-ink-3">
                {format.percent(shareNow)}
                {format.percent(shareNow) === format.percent(shareAfter)
                  ? ''
                  : ` → ${format.percent(shareAfter)}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
