import type { Service } from '@cynosure/shared/console/service.ts';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { Labels } from '../../lib/registry/labels.tsx';
import { Ago } from '../../lib/registry/moment.tsx';
import { Visibility } from '../../lib/registry/visibility.tsx';
import { Gap } from '../../ui/gap.tsx';
import { TokenLine } from './token-line.tsx';

/** What is known of the service itself, beside its instances. */
export function DetailsTab({
  service,
  itself,
}: {
  service: Service | undefined;
  /** Undefined where it is looked at by an alias: then nothing of it is changed. */
  itself: Service | undefined;
}) {
  const t = useTranslations('service');
  const field = useTranslations('field');
  const format = useFormat();
  if (!service) return null;
  const { guard, exportTo } = service;
  return (
    <div className="scroll">
      <div className="details">
        <h2>{t('general')}</h2>
        <dl className="fields">
          <Line name={field('namespace')}>{service.namespace}</Line>
          <Line name={field('department')}>{service.department}</Line>
          <Line name={field('business')}>{service.business}</Line>
          <Line name={t('owners')}>{service.owners}</Line>
          <Line name={field('comment')}>{service.comment}</Line>
          <Line name={field('labels')}>
            {Object.keys(service.labels ?? {}).length > 0 ? <Labels labels={service.labels} most={64} /> : ''}
          </Line>
          {exportTo ? (
            <Line name={field('visibility')}>
              <Visibility exportTo={exportTo} />
            </Line>
          ) : null}
          <Line name={field('changed')}>{service.changedAt ? <Ago at={service.changedAt} /> : ''}</Line>
          {service.createdAt ? (
            <Line name={field('created')}>
              <Ago at={service.createdAt} />
            </Line>
          ) : null}
          <Line name={t('serviceRevision')}>
            {service.revision ? <span className="mono">{service.revision}</span> : ''}
          </Line>
          <Line name={t('instanceRevision')}>
            {service.instanceRevision ? <span className="mono">{service.instanceRevision}</span> : ''}
          </Line>
        </dl>
        {itself ? (
          <>
            <h2>{t('token')}</h2>
            <TokenLine service={itself} />
          </>
        ) : null}
        {guard ? (
          <>
            <h2>{t('guard')}</h2>
            <p>
              {t('guardStops')}
              <Gap />
              {t('guardWarns', {
                share: format.percent(guard.warnBelowShare),
                zone: guard.warnZoneEmptied ? 'yes' : 'no',
              })}
              <Gap />
              <span className="text-ink-3">{t(`guardFrom.${guard.from}`)}</span>
            </p>
          </>
        ) : null}
      </div>
    </div>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  const t = useTranslations('service');
  return (
    <>
      <dt>{name}</dt>
      <dd>{children ? <bdi>{children}</bdi> : <span className="text-ink-3">{t('notSet')}</span>}</dd>
    </>
  );
}
