import type { PreviewService } from '@cynosure/shared/console/preview.ts';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { Bar } from '../../ui/bar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { EffectNote } from './effect-note.tsx';
import { type Answers, isOverridden, isSame, isStopped, serviceKey } from './plan.ts';

type Effects = {
  services: readonly PreviewService[];
  answers: Answers;
  /** Rows that look different from what was shown before. */
  changed: ReadonlySet<string>;
};

/** What happens to each service: healthy now and after it, in the zones concerned, and why that matters. */
export function EffectTable({ services, answers, changed }: Effects) {
  const t = useTranslations('isolate');
  const narrow = useMedia('(max-width: 640px)');
  const zone = onlyZone(services);
  return (
    <table className="data-table effect" aria-label={t('effect')}>
      <thead className={narrow ? 'sr-only' : undefined}>
        <tr>
          <th scope="col">{t('columns.service')}</th>
          <th scope="col" className="end">
            {t('columns.here')}
          </th>
          <th scope="col" className="end now" aria-label={t('columns.now')}>
            <span className="inline-flex items-center gap-1.5">
              {t('columns.nowHead')} <Icon name="arrow" size={12} />
            </span>
          </th>
          <th scope="col" className="end after" aria-label={t('columns.after')}>
            {t('columns.afterHead')}
          </th>
          <th scope="col" className="total">
            <span className="sr-only">{t('columns.total')}</span>
          </th>
          <th scope="col" className="end" aria-label={t('columns.zone')}>
            {zone ? t('columns.inZone', { zone }) : t('columns.zone')}
          </th>
          <th scope="col" className="end">
            <span className="sr-only">{t('columns.note')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {inOrder(services).map((service) => (
          <EffectRow
            key={serviceKey(service)}
            service={effective(service, answers)}
            overridden={isOverridden(service, answers)}
            changed={changed.has(serviceKey(service))}
            narrow={narrow}
            oneZone={zone !== undefined}
          />
        ))}
      </tbody>
    </table>
  );
}

const RANK = { stop: 0, warn: 1, ok: 2, unchanged: 4, forbidden: 5 } as const;

/** What changes comes before what only loses unhealthy instances, and that before what is isolated already. */
function inOrder(services: readonly PreviewService[]): readonly PreviewService[] {
  const rank = (service: PreviewService): number => {
    const { verdict } = service;
    return verdict === 'ok' && isSame(service) ? 3 : (RANK[verdict] ?? 2);
  };
  return [...services].sort((a, b) => rank(a) - rank(b));
}

/** A stop that is left in traffic changes nothing, and its row says so. */
export function effective(service: PreviewService, answers: Answers): PreviewService {
  if (!isStopped(service) || isOverridden(service, answers)) return service;
  return {
    ...service,
    after: service.now,
    zones: service.zones.map((zone) => ({ ...zone, healthyAfter: zone.healthyNow })),
    spread: (service.spread ?? []).map((zone) => ({ ...zone, healthyAfter: zone.healthyNow })),
  };
}

type RowProps = {
  service: PreviewService;
  overridden: boolean;
  changed: boolean;
  narrow: boolean;
  oneZone: boolean;
};

function EffectRow({ service, overridden, changed, narrow, oneZone }: RowProps) {
  const t = useTranslations('isolate');
  const format = useFormat();
  const { now, after, here } = service;
  const moved = now.healthy !== after.healthy;
  const tone = overridden ? 'bad' : service.verdict === 'warn' ? 'caution' : '';
  const className = [isSame(service) && !isStopped(service) ? 'same' : '', tone].filter(Boolean).join(' ');
  const name = <b className="font-medium">{service.service}</b>;
  const arrow = <Icon name="arrow" size={12} className="text-ink-3" />;
  const label = `${service.service} ${service.namespace}`;
  if (narrow) {
    return (
      <tr aria-label={label} className={className} data-changed={changed || undefined}>
        <td className="card" colSpan={7}>
          <div className="card-grid">
            <span className="truncate">
              <bdi>{name}</bdi>
              {here > 1 ? (
                <span className="text-ink-3"> {t('times', { n: format.number(here) })}</span>
              ) : null}
            </span>
            <span className="num inline-flex items-center gap-1.5">
              {moved ? (
                <>
                  <span className="from">{format.number(now.healthy)}</span>
                  {arrow}
                </>
              ) : null}
              <span className="to">{format.number(after.healthy)}</span>
              <span className="text-ink-3">{t('ofTotal', { total: format.number(now.total) })}</span>
            </span>
            <bdi className="truncate text-ink-3 text-xs">{service.namespace}</bdi>
            <EffectNote service={service} overridden={overridden} />
          </div>
        </td>
      </tr>
    );
  }
  return (
    <tr aria-label={label} className={className} data-changed={changed || undefined}>
      <td className="service">
        <bdi>{name}</bdi> <bdi className="text-ink-3">{service.namespace}</bdi>
      </td>
      <td className="end">{format.number(here)}</td>
      <td className="end now">
        {moved ? (
          <span className="inline-flex items-center gap-1.5">
            <span className="from">{format.number(now.healthy)}</span>
            {arrow}
          </span>
        ) : (
          <span className="sr-only">{format.number(now.healthy)}</span>
        )}
      </td>
      <td className="end after">
        <span className="to">{format.number(after.healthy)}</span>
      </td>
      <td className="total">
        <span className="of text-ink-3">{t('ofTotal', { total: format.number(now.total) })}</span>
        <EffectBar service={service} />
      </td>
      <td className="end">
        <Zones service={service} oneZone={oneZone} />
      </td>
      <td className="end">
        <EffectNote service={service} overridden={overridden} />
      </td>
    </tr>
  );
}

/** The healthy part, what is lost of it (hatched) or comes back, and the rest. */
function EffectBar({ service }: { service: PreviewService }) {
  const t = useTranslations('isolate');
  const [now, after, total] = [service.now.healthy, service.after.healthy, service.now.total];
  const lost = Math.max(0, now - after);
  const gained = Math.max(0, after - now);
  return (
    <Bar
      width={72}
      label={
        gained > 0 ? t('effectBarMore', { after, total, gained }) : t('effectBar', { after, total, lost })
      }
      parts={[
        { tone: service.verdict === 'warn' ? 'caution' : 'good', value: Math.min(now, after) },
        { tone: 'out', value: lost },
        { tone: 'strong', value: gained },
        { tone: 'rest', value: total - Math.max(now, after) },
      ]}
    />
  );
}

/** Zones where something changes; the emptied first. Their names only where there are several. */
function Zones({ service, oneZone }: { service: PreviewService; oneZone: boolean }) {
  const format = useFormat();
  const named = service.zones.filter(({ zone }) => zone !== '');
  const [first, ...others] = [...named].sort(
    (a, b) => a.healthyAfter - b.healthyAfter || (a.zone < b.zone ? -1 : 1),
  );
  if (!first) return <span className="text-ink-3">–</span>;
  const moved = first.healthyNow !== first.healthyAfter;
  return (
    <span
      className="inline-flex items-center justify-end gap-1.5"
      title={named.map((one) => `${one.zone}: ${one.healthyNow} → ${one.healthyAfter}`).join('\n')}
    >
      {oneZone ? null : <bdi className="text-ink-3 text-xs">{first.zone}</bdi>}
      {moved ? (
        <>
          <span className="from">{format.number(first.healthyNow)}</span>
          <Icon name="arrow" size={12} className="text-ink-3" />
          <span className={first.healthyAfter === 0 ? 'to empty' : 'font-semibold text-ink'}>
            {format.number(first.healthyAfter)}
          </span>
        </>
      ) : (
        <span className="text-ink-3">{format.number(first.healthyAfter)}</span>
      )}
      {others.length > 0 ? <span className="text-ink-3 text-xs">+{others.length}</span> : null}
    </span>
  );
}

/** The zone that all rows speak of, if it is one. */
function onlyZone(services: readonly PreviewService[]): string | undefined {
  const zones = new Set(services.flatMap((service) => service.zones.map(({ zone }) => zone)));
  const [first] = zones;
  return zones.size === 1 && first ? first : undefined;
}
