import { decodeSegment } from '@cynosure/shared/console/path.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { keys } from '../../lib/keys.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { statusOf } from '../../lib/problem.ts';
import { Lane } from '../../lib/registry/lane.tsx';
import { links } from '../../lib/registry/links.ts';
import { serviceQuery } from '../../lib/registry/service-query.ts';
import { Banner } from '../../ui/face.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ReadFace } from '../../ui/read-face.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { UpdateFailed } from '../../ui/update-failed.tsx';
import { ActivityTab } from './activity-tab.tsx';
import { AliasesTab } from './aliases-tab.tsx';
import { ClientsTab } from './clients-tab.tsx';
import { ContractsTab } from './contracts-tab.tsx';
import { DetailsTab } from './details-tab.tsx';
import { InstancesTab } from './instances-tab.tsx';
import { ServiceActions } from './service-actions.tsx';
import { ServiceFigures } from './service-figures.tsx';
import { useServiceLive } from './use-service-live.ts';

const tabNames = ['instances', 'clients', 'contracts', 'aliases', 'activity', 'details'] as const;
type TabName = (typeof tabNames)[number];

/** One service: its instances, who discovers it, what is known of it. */
export function Component() {
  const { namespace = '', service = '', tab } = useParams();
  return (
    <ServicePage
      key={`${namespace}/${service}`}
      namespace={decodeSegment(namespace)}
      service={decodeSegment(service)}
      tab={tabNames.find((name) => name === tab) ?? 'instances'}
    />
  );
}

function ServicePage({ namespace, service, tab }: { namespace: string; service: string; tab: TabName }) {
  const t = useTranslations('service');
  const nav = useTranslations('nav');
  const format = useFormat();
  const queries = useQueryClient();
  usePageTitle(service, nav('services'));
  const { data, error } = useQuery(serviceQuery(namespace, service));
  useServiceLive(namespace, service, data?.position);
  const one = data?.value;
  const retry = () => void queries.invalidateQueries({ queryKey: keys.service(namespace, service) });
  const crumbs = [
    { label: nav('services'), to: links.services },
    { label: namespace, to: `${links.services}?${new URLSearchParams({ namespace })}` },
  ];
  if (error && (!one || statusOf(error) === 403)) {
    return (
      <>
        <PageHead title={service} crumbs={crumbs} />
        <ReadFace error={error} name={service} onRetry={retry} />
      </>
    );
  }
  const counts: Partial<Record<TabName, number | undefined>> = {
    instances: one?.counts?.total,
    clients: one?.clients,
    aliases: one?.blockers?.aliases,
  };
  const countText = (n: number | undefined) => (n === undefined ? undefined : format.number(n));
  const itself = one?.aliasOf ? undefined : one;
  return (
    <>
      <PageHead
        title={service}
        crumbs={crumbs}
        actions={<ServiceActions namespace={namespace} service={service} one={one} />}
      >
        {one ? <ServiceFigures service={one} /> : null}
      </PageHead>
      {error && data ? <UpdateFailed name={service} error={error} asOf={data.asOf} onRetry={retry} /> : null}
      {one?.aliasOf ? (
        <Banner tone="plain">{t('aliasOf', { alias: service, service: one.aliasOf.service })}</Banner>
      ) : null}
      {one?.lane && one.lane.length > 0 ? <Lane marks={one.lane} /> : null}
      <Tabs
        label={t('tabList', { service })}
        current={tab}
        tabs={tabNames.map((name) => ({
          name,
          label: t(`tabs.${name}`),
          count: countText(counts[name]),
          to: links.service(namespace, service, name),
        }))}
      >
        <Panel resetKey={tab}>
          {tab === 'instances' ? <InstancesTab namespace={namespace} service={service} /> : null}
          {tab === 'clients' ? (
            <ClientsTab namespace={namespace} service={service} revision={one?.instanceRevision} />
          ) : null}
          {tab === 'contracts' ? <ContractsTab namespace={namespace} service={service} /> : null}
          {tab === 'aliases' ? (
            <AliasesTab
              namespace={one?.namespace ?? namespace}
              service={one?.service ?? service}
              may={one?.may?.alias}
            />
          ) : null}
          {tab === 'activity' ? (
            <ActivityTab namespace={one?.namespace ?? namespace} service={one?.service ?? service} />
          ) : null}
          {tab === 'details' ? <DetailsTab service={one} itself={itself} /> : null}
        </Panel>
      </Tabs>
    </>
  );
}
