import type { Instance } from '@cynosure/shared/console/instance.ts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';
import { useChanged } from '../../ui/data-table/use-changed.ts';
import { Icon } from '../../ui/icon.tsx';
import { ActivityList } from './activity-tab.tsx';
import { type FieldName, pathOfField, pathOfLabel, valueAt } from './fields.ts';
import { BeatStrip } from './heartbeats-tab.tsx';
import { Held } from './held-mark.tsx';
import { useFieldWords } from './use-field-words.ts';

const SHOWN = ['weight', 'ttlSeconds', 'checked', 'version', 'protocol', 'priority'] as const;
const LATEST = 3;

type StateTabProps = {
  instance: Instance;
  /** Opens the form at a field. */
  onEdit: (field: FieldName | 'labels') => void;
  onRelease: (path: string) => void;
  activityTo: string;
};

/** What is said of the instance: heartbeats, fields, the latest that was done. */
export function StateTab({ instance, onEdit, onRelease, activityTo }: StateTabProps) {
  const t = useTranslations('instance');
  const whyNot = useWhyNot();
  const field = useTranslations('field');
  const words = useTranslations('instance.activity');
  const { nameOf, sayValue } = useFieldWords();
  const why = whyNot(instance.may?.edit);
  const row = (name: FieldName) => {
    const path = pathOfField(name);
    if (name === 'ttlSeconds' && !instance.checked) return null;
    return (
      <Row
        key={name}
        name={name === 'ttlSeconds' ? 'TTL' : nameOf(path)}
        watch={valueAt(instance, path)}
        id={instance.id}
        why={why}
        onEdit={() => onEdit(name)}
      >
        <bdi>{sayValue(path, valueAt(instance, path))}</bdi>
        <Held path={path} instance={instance} onRelease={onRelease} />
      </Row>
    );
  };
  return (
    <>
      <BeatStrip instance={instance} />
      <h2 className="section-head">{t('fields')}</h2>
      <dl className="instance-fields">
        {SHOWN.map(row)}
        <Row
          name={t('location')}
          watch={[instance.region, instance.zone, instance.campus].join(' / ')}
          id={instance.id}
          why={why}
          onEdit={() => onEdit('zone')}
        >
          <bdi>
            {[instance.region, instance.zone, instance.campus].map((part) => part || '–').join(' / ')}
          </bdi>
          {(['region', 'zone', 'campus'] as const).map((part) => (
            <Held key={part} path={pathOfField(part)} instance={instance} onRelease={onRelease} named />
          ))}
        </Row>
        <Row
          name={field('labels')}
          watch={JSON.stringify(instance.labels)}
          id={instance.id}
          why={why}
          onEdit={() => onEdit('labels')}
        >
          <Labels instance={instance} onRelease={onRelease} />
        </Row>
        <Row name={field('id')} id={instance.id}>
          <span className="mono break-all">{instance.id}</span>
        </Row>
        <Row name={field('revision')} id={instance.id} watch={instance.revision}>
          <span className="mono break-all">{instance.revision}</span>
        </Row>
        <Row name={t('registered')} id={instance.id} watch={instance.registeredAt}>
          <Registered instance={instance} />
        </Row>
        {instance.logicSet ? (
          <Row name={t('logicSet')} id={instance.id}>
            <bdi>{instance.logicSet}</bdi>
          </Row>
        ) : null}
        {instance.vpcId ? (
          <Row name={t('vpc')} id={instance.id}>
            <bdi>{instance.vpcId}</bdi>
          </Row>
        ) : null}
      </dl>
      <h2 className="section-head flex">
        <span className="flex-1">{words('title')}</span>
        <Link className="link font-normal" to={activityTo} state={{ keepFocus: true }}>
          {words('all')}
        </Link>
      </h2>
      <ActivityList instance={instance} most={LATEST} />
    </>
  );
}

function Row({
  name,
  id,
  watch,
  children,
  why,
  onEdit,
}: {
  name: string;
  id: string;
  watch?: unknown;
  children: ReactNode;
  why?: string | undefined;
  onEdit?: () => void;
}) {
  const t = useTranslations('instance');
  const changed = useChanged(watch, id);
  return (
    <div data-changed={changed || undefined}>
      <dt>{name}</dt>
      <dd>
        <div className="min-w-0 flex-1">{children}</div>
        {onEdit ? (
          <Button
            icon="edit"
            look="quiet"
            small
            label={t('editField', { field: name })}
            disabledWhy={why}
            onClick={onEdit}
          />
        ) : null}
      </dd>
    </div>
  );
}

function Labels({ instance, onRelease }: { instance: Instance; onRelease: (path: string) => void }) {
  const t = useTranslations('instance');
  const labels = Object.entries(instance.labels ?? {});
  const held = Object.keys(instance.held ?? {}).filter((path) => path.startsWith('/labels/'));
  if (labels.length + held.length === 0) return <span className="text-ink-3">{t('notSet')}</span>;
  return (
    <>
      <span className="tags">
        {labels.map(([key, value]) => (
          <span key={key} className="tag" title={`${key}=${value}`}>
            <b>
              <bdi>{key}</bdi>
            </b>
            <bdi className="truncate">{value}</bdi>
            {held.includes(pathOfLabel(key)) ? <Icon name="pin" size={12} /> : null}
          </span>
        ))}
      </span>
      {held.map((path) => (
        <Held key={path} path={path} instance={instance} onRelease={onRelease} named />
      ))}
    </>
  );
}

function Registered({ instance }: { instance: Instance }) {
  const t = useTranslations('instance');
  const format = useFormat();
  const now = useNow();
  const { registeredAt, registeredBy } = instance;
  if (!registeredAt) return '?';
  const ago = format.ago(registeredAt, now);
  return (
    <span title={format.exact(registeredAt)}>
      {registeredBy
        ? t('registeredBy', {
            ago,
            host: [registeredBy.host, registeredBy.sdk].filter(Boolean).join(', '),
            door: t(`doors.${registeredBy.door}`),
          })
        : t('registeredAgo', { ago })}
    </span>
  );
}
