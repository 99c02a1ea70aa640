import type { Instance, InstanceIntent } from '@cynosure/shared/console/instance.ts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { links } from '../../lib/registry/links.ts';
import { useActorName } from '../../lib/registry/sentence-text.ts';
import { isAllowed } from '../../lib/registry/why-not.ts';
import { useSheet } from '../../lib/sheet-address.ts';
import { Mark } from '../../ui/mark.tsx';
import { HealthCause } from './health-cause.tsx';

/** Three facts that are never merged: what somebody decided, what the registry says, what clients hold. */
export function ThreeLines({ instance }: { instance: Instance }) {
  const t = useTranslations('instance');
  return (
    <dl className="three-lines">
      <Line name={t('intent')}>
        <Intent instance={instance} />
      </Line>
      <Line name={t('registry')}>
        <Registry instance={instance} />
      </Line>
      <Line name={t('clients')}>
        <Clients instance={instance} />
      </Line>
    </dl>
  );
}

const Line = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

function Intent({ instance }: { instance: Instance }) {
  const t = useTranslations('instance');
  const format = useFormat();
  const now = useNow();
  const intents = instance.intents ?? [];
  if (!instance.isolation) return <span className="text-ink-2">{t('nobody')}</span>;
  if (intents.length === 0)
    return (
      <>
        <Mark tone="out">{t('isolatedApi')}</Mark>{' '}
        <span className="text-ink-3">
          {t('since', { time: format.clock(instance.isolation.sinceAt, now) })}
        </span>
      </>
    );
  return intents.map((intent) => <OneIntent key={intent.id} intent={intent} instance={instance} />);
}

function OneIntent({ intent, instance }: { intent: InstanceIntent; instance: Instance }) {
  const t = useTranslations('instance');
  const format = useFormat();
  const actor = useActorName('within');
  const now = useNow();
  const { open } = useSheet();
  const why = [intent.reason, intent.reason.includes(intent.ticket) ? '' : intent.ticket]
    .filter(Boolean)
    .join(' · ');
  return (
    <div>
      <Mark
        tone="out"
        small={
          intent.endsAt === null
            ? t('endsByHand')
            : t('endsIn', { left: format.span(intent.endsAt - now, true) })
        }
      >
        <b>{t('isolatedBy', { by: actor(intent.by) })}</b>
      </Mark>
      <div className="text-ink-2">
        <Link
          className="hover:underline"
          to={links.isolation(intent.id)}
          title={format.exact(intent.sinceAt)}
        >
          <bdi>{why || t('since', { time: format.clock(intent.sinceAt, now) })}</bdi>
        </Link>
        {isAllowed(instance.may?.end) ? (
          <>
            {' · '}
            <button type="button" className="link" onClick={() => open('change', intent.id)}>
              {t('changeIsolation')}
            </button>
          </>
        ) : null}
      </div>
    </div>
  );
}

function Registry({ instance }: { instance: Instance }) {
  const t = useTranslations('instance');
  return (
    <>
      <HealthCause instance={instance} />
      <div className="text-ink-3">
        <span className="mono">{t('isolateIs', { value: String(Boolean(instance.isolation)) })}</span>
        {' · '}
        <span className="mono" title={instance.revision}>
          {t('revision', { revision: instance.revision?.slice(0, 7) || '?' })}
        </span>
      </div>
    </>
  );
}

const MOST_BEHIND = 3;

function Clients({ instance }: { instance: Instance }) {
  const t = useTranslations('instance');
  const format = useFormat();
  const { uptake } = instance;
  if (!uptake || uptake.clients === 0) return <span className="text-ink-2">{t('noClients')}</span>;
  const { confirmed, clients, startedAt, doneAt, behind } = uptake;
  return (
    <>
      <b>{t('confirmed', { n: confirmed, m: clients })}</b>{' '}
      <span className="text-ink-3">
        {doneAt !== undefined
          ? t('lastConfirmed', { span: format.shortSpan(doneAt - startedAt) })
          : behind.length > 0
            ? t('behind', {
                hosts: behind
                  .slice(0, MOST_BEHIND)
                  .map(({ host }) => host)
                  .join(', '),
              })
            : null}
      </span>
    </>
  );
}
