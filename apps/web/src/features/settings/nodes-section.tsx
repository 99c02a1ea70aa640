import type { NodeFacts, ServerFacts, Settings } from '@cynosure/shared/console/settings.ts';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { overviewQuery } from '../../lib/registry/overview.ts';
import { Dash, StateMark, Unknown } from '../../lib/registry/state-mark.tsx';
import { Mark, Shape } from '../../ui/mark.tsx';
import { Fact } from './fact.tsx';
import { NodeActions } from './node-actions.tsx';

/** The servers of this registry, how the one that answers was started and is, and its upkeep. */
export function NodesSection({ settings }: { settings: Settings }) {
  const t = useTranslations('settings');
  const format = useFormat();
  const nodes = useQuery({ ...overviewQuery, notifyOnChangeProps: ['data'] }).data?.value.nodes;
  const { server } = settings;
  const { limits, store, doors } = server;
  return (
    <div className="details p-0">
      {server.openToClients ? (
        <div className="note caution mb-3">
          <Shape tone="caution" size={16} />
          {t('openToClients')}
        </div>
      ) : null}
      {server.nodes && server.nodes.length > 0 ? <Nodes server={server} nodes={server.nodes} /> : null}
      <dl className="fields">
        <Fact name={t('duties')}>{server.duties && t(`duty.${server.duties}`)}</Fact>
        <Fact name={t('version')}>{server.version}</Fact>
        <Fact name={t('runtime')}>{server.runtime}</Fact>
        <Fact name={t('started')}>
          {server.startedAt === undefined ? undefined : <Ago at={server.startedAt} />}
        </Fact>
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
        <Fact name={t('logScopes')}>{server.logLevels && <LogLevels levels={server.logLevels} />}</Fact>
      </dl>
      <NodeActions settings={settings} />
    </div>
  );
}

/** All that share the registry, as they have registered themselves. */
function Nodes({ server, nodes }: { server: ServerFacts; nodes: readonly NodeFacts[] }) {
  const t = useTranslations('settings');
  return (
    <table className="plain" aria-label={t('section.nodes')}>
      <thead>
        <tr>
          <th scope="col">{t('nodeColumns.node')}</th>
          <th scope="col">{t('nodeColumns.version')}</th>
          <th scope="col">{t('nodeColumns.health')}</th>
          <th scope="col">{t('lastBeat')}</th>
        </tr>
      </thead>
      <tbody>
        {nodes.map(({ address, version, health, lastBeatAt }) => (
          <tr key={address}>
            <td>
              <bdi className="mono">{address}</bdi>{' '}
              {address === server.address ? <span className="text-ink-3">{t('thisNode')}</span> : null}
            </td>
            <td>{version ? <bdi>{version}</bdi> : <Unknown />}</td>
            <td>
              <StateMark state={health} />
            </td>
            <td>{lastBeatAt === null ? <Dash /> : <Ago at={lastBeatAt} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function LogLevels({ levels }: { levels: NonNullable<ServerFacts['logLevels']> }) {
  return (
    <ul className="flex flex-wrap gap-x-4">
      {levels.map(({ scope, level }) => (
        <li key={scope}>
          <span className="mono">{scope}</span> <span className="text-ink-3">{level}</span>
        </li>
      ))}
    </ul>
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
      ) : state.kind === 'damaged' ? (
        <Mark tone="bad">{t('storeDamaged')}</Mark>
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
