import type { ServerFacts, Settings } from '@cynosure/shared/console/settings.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { overviewQuery } from '../../lib/registry/overview.ts';
import { Unknown } from '../../lib/registry/state-mark.tsx';
import { Mark, Shape } from '../../ui/mark.tsx';

/** How the server was started and how it is: read only. */
export function ServerSection({ settings }: { settings: Settings }) {
  const t = useTranslations('settings');
  const format = useFormat();
  const nodes = useQuery({ ...overviewQuery, notifyOnChangeProps: ['data'] }).data?.value.nodes;
  const { server } = settings;
  const { limits, store, doors } = server;
  return (
    <div className="details p-0">
      <p className="m-0 mb-3 text-ink-2">{t('serverWhat')}</p>
      {server.openToClients ? (
        <div className="note caution mb-3">
          <Shape tone="caution" size={16} />
          {t('openToClients')}
        </div>
      ) : null}
      <dl className="fields">
        <Fact name={t('version')}>{server.version}</Fact>
        <Fact name={t('runtime')}>{server.runtime}</Fact>
        <Fact name={t('started')}>
          {server.startedAt === undefined ? undefined : <Ago at={server.startedAt} />}
        </Fact>
        <Fact name={t('node')}>{nodes && t('nodesUp', { up: nodes.up, total: nodes.total })}</Fact>
        <Fact name={t('beats')}>
          {nodes && t('beatsPerSecond', { n: format.number(Math.round(nodes.heartbeatsPerSecond)) })}
        </Fact>
        <Fact name={t('doors')}>{doors && <Doors doors={doors} />}</Fact>
        <Fact name={t('store')}>{store && <StoreFacts store={store} />}</Fact>
        <Fact name={t('limits')}>
          {limits &&
            t('limitsUsed', { used: format.number(limits.used), most: format.number(limits.instances) })}
        </Fact>
        <Fact name={t('governor')}>
          {server.flipGovernor === undefined
            ? undefined
            : t(server.flipGovernor ? 'governorOn' : 'governorOff')}
        </Fact>
        <Fact name={t('logLevel')}>{server.logLevel}</Fact>
      </dl>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children === undefined ? <Unknown /> : children}</dd>
    </>
  );
}

function Doors({ doors }: { doors: NonNullable<ServerFacts['doors']> }) {
  const t = useTranslations('settings');
  return (
    <ul className="grid gap-1">
      {doors.map(({ kind, address, encrypted, connections }) => (
        <li key={kind} className="flex flex-wrap gap-x-3">
          <span>{t(`doorNames.${kind}`)}</span>
          <bdi className="mono">{address}</bdi>
          <span className="text-ink-3">{t(encrypted ? 'encrypted' : 'plain')}</span>
          {connections === undefined ? null : (
            <span className="num text-ink-3">{t('connections', { n: connections })}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function StoreFacts({ store }: { store: NonNullable<ServerFacts['store']> }) {
  const t = useTranslations('settings');
  const format = useFormat();
  const { state, place, writeMs } = store;
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      {state.kind === 'well' ? (
        <Mark tone="good">{t('storeWell')}</Mark>
      ) : (
        <Mark tone={state.kind === 'slow' ? 'caution' : 'bad'}>
          {t(state.kind === 'slow' ? 'storeSlow' : 'storeOut', { time: format.clock(state.sinceAt) })}
        </Mark>
      )}
      <span className="num text-ink-3">
        {t('storeWrite', { ms: format.number(Math.round(writeMs * 10) / 10) })}
      </span>
      <bdi className="mono break-all text-xs">{place}</bdi>
    </span>
  );
}
