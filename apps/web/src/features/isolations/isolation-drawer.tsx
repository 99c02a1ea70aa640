import type { InstanceRow } from '@cynosure/shared/console/instance.ts';
import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { isFlag, useTargetName } from '../../lib/registry/isolation-target.ts';
import { links } from '../../lib/registry/links.ts';
import { useActorName } from '../../lib/registry/sentence-text.ts';
import { HealthMark, StateMark } from '../../lib/registry/state-mark.tsx';
import { wholeIsolationQuery } from '../../lib/registry/whole-isolation.ts';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';
import { ReadFace } from '../../ui/read-face.tsx';
import { Covered } from './covered.tsx';
import type { IsolationActions } from './use-isolation-actions.ts';

const MOST = 50;

/** One isolation beside the list: all that is known of it, and the instances that it covers now. */
export function IsolationDrawer({
  id,
  actions,
  onClose,
}: {
  id: string;
  actions: IsolationActions;
  onClose: () => void;
}) {
  const t = useTranslations('isolations');
  const whyNot = useWhyNot();
  const words = useTranslations('action');
  const name = useTargetName();
  const drawer = useRef<HTMLElement>(null);
  const { data, error, refetch } = useQuery(wholeIsolationQuery(id));
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('[role="dialog"]'))
        onClose();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [onClose]);
  const title = data ? name(data) : id;
  const over = data?.state === 'ended';
  return (
    <aside ref={drawer} className="drawer" aria-label={title}>
      <header>
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-lg">
            <bdi>{title}</bdi>
          </h2>
          {data ? (
            <div className="text-ink-2">
              <Covered isolation={data} />
            </div>
          ) : null}
        </div>
        <Button icon="x" look="quiet" label={words('close')} onClick={onClose} />
      </header>
      <div className="body">
        {error && !data ? <ReadFace error={error} what={t('title')} onRetry={() => void refetch()} /> : null}
        {data ? <Facts isolation={data} /> : null}
        {data ? <Instances instances={data.instances ?? []} /> : null}
      </div>
      {data && !over ? (
        <footer className="flex flex-wrap gap-2 border-line border-t px-5.5 py-3">
          <Button disabledWhy={whyNot(data.may?.end)} onClick={() => actions.end(data)}>
            {words('endIsolation')}
          </Button>
          {data.endsAt !== null ? (
            <Button disabledWhy={whyNot(data.may?.extend)} onClick={() => void actions.extend(data)}>
              {t('extend')}
            </Button>
          ) : null}
          {isFlag(data) ? null : (
            <Button look="quiet" disabledWhy={whyNot(data.may?.edit)} onClick={() => actions.change(data)}>
              {t('change')}
            </Button>
          )}
        </footer>
      ) : null}
    </aside>
  );
}

function Facts({ isolation }: { isolation: Isolation }) {
  const t = useTranslations('isolations');
  const format = useFormat();
  const actor = useActorName();
  const now = useNow();
  const { uptake, endsAt, endedAt } = isolation;
  return (
    <dl className="isolation-facts">
      <Fact name={t('reason')}>{isolation.reason ? <bdi>{isolation.reason}</bdi> : t('noReason')}</Fact>
      {isolation.ticket ? (
        <Fact name={t('ticket')}>
          <Link
            className="link"
            to={`${links.activity}?${new URLSearchParams({ ticket: isolation.ticket })}`}
          >
            <bdi>{isolation.ticket}</bdi>
          </Link>
        </Fact>
      ) : null}
      <Fact name={t('by')}>{actor(isolation.by) || t('api')}</Fact>
      <Fact name={t('since')}>{format.exact(isolation.sinceAt)}</Fact>
      {isolation.state === 'ended' ? (
        <Fact name={t('columns.ended')}>{endedAt === undefined ? '?' : format.exact(endedAt)}</Fact>
      ) : (
        <Fact name={t('ends')}>
          {endsAt === null ? t('endsByHand') : `${format.exact(endsAt)} · ${format.left(endsAt - now)}`}
        </Fact>
      )}
      <Fact name={t('uptake')}>{t('uptakeOf', { n: uptake.confirmed, m: uptake.clients })}</Fact>
      {isolation.operationId ? (
        <Fact name={t('operation')}>
          <Link className="link mono" to={links.operation(isolation.operationId)}>
            {isolation.operationId}
          </Link>
        </Fact>
      ) : null}
    </dl>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

function Instances({ instances }: { instances: readonly InstanceRow[] }) {
  const t = useTranslations('isolations');
  return (
    <>
      <h3 className="mt-5 mb-1 font-medium text-ink-3 text-xs">{t('instances')}</h3>
      {instances.length === 0 ? <p className="text-ink-2">{t('noInstances')}</p> : null}
      <ul className="covered-list">
        {instances.slice(0, MOST).map((one) => (
          <li key={one.id}>
            <Link
              className="truncate font-medium hover:underline"
              to={links.service(one.namespace, one.service)}
            >
              <bdi>{one.service}</bdi>
            </Link>
            <Link className="truncate text-ink-3 hover:underline" to={links.instance(one.id)}>
              <bdi>{`${one.host}:${one.port}`}</bdi>
            </Link>
            <span className="flex-1" />
            {one.isolation ? <StateMark state="isolated" /> : <HealthMark health={one.health} />}
          </li>
        ))}
      </ul>
      {instances.length > MOST ? (
        <p className="text-ink-3">{t('instancesMore', { n: instances.length - MOST })}</p>
      ) : null}
    </>
  );
}
