import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { keys } from '../../lib/keys.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { usePagedRows } from '../../lib/paged-rows.ts';
import { ExportButton } from '../../lib/registry/export-button.tsx';
import { HeldChanges } from '../../lib/registry/held-changes.tsx';
import { useTargetName } from '../../lib/registry/isolation-target.ts';
import { links } from '../../lib/registry/links.ts';
import { ListFaces } from '../../lib/registry/list-faces.tsx';
import { namespacesQuery } from '../../lib/registry/namespaces.ts';
import { isolationsInForce, overviewQuery } from '../../lib/registry/overview.ts';
import { useSession } from '../../lib/session.ts';
import { announce } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { ChipSelect } from '../../ui/chip-select.tsx';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { selectionOf } from '../../ui/data-table/selection.ts';
import { Banner, Face } from '../../ui/face.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { detailsOf } from '../../ui/read-face.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { exportIsolations } from './export-isolations.ts';
import { IsolateHostsDialog } from './isolate-hosts-dialog.tsx';
import { IsolationCard } from './isolation-card.tsx';
import { useIsolationColumns } from './isolation-columns.tsx';
import { IsolationDrawer } from './isolation-drawer.tsx';
import { type TabName, tabNames, tabs } from './isolation-order.ts';
import { SelectionBar } from './selection-bar.tsx';
import { useIsolationActions } from './use-isolation-actions.ts';
import { useIsolationsLive } from './use-isolations-live.ts';
import '../../ui/chip-select.css';
import './isolations.css';

const ROW_HEIGHT = 54;
const idOf = (row: Isolation) => row.id;

/** Everything that somebody took out of traffic: in force, drifted, about to end, over. */
export function Component() {
  const t = useTranslations('isolations');
  const words = useTranslations('action');
  const format = useFormat();
  const name = useTargetName();
  const { tab: wanted } = useParams();
  const tabName: TabName = tabNames.find((one) => one === wanted) ?? 'in-force';
  const tab = tabs[tabName];
  usePageTitle(t('title'));
  const filters = useFilters();
  const request = useMemo(() => {
    const query = new URLSearchParams(filters.request);
    query.set('state', tab);
    return query.toString();
  }, [filters.request, tab]);
  const rows = usePagedRows<Isolation>({ key: keys.isolations(tab, request), path: '/isolations', request });
  const held = useIsolationsLive(rows, tab);
  const actions = useIsolationActions();
  const columns = useIsolationColumns(tab, actions);
  const narrow = useMedia('(max-width: 640px)');
  const [asking, setAsking] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const overview = useQuery({ ...overviewQuery, notifyOnChangeProps: ['data'] }).data?.value;
  const counts: Partial<Record<TabName, number | undefined>> = {
    'in-force': isolationsInForce(overview),
    drift: overview?.isolations?.drift,
    ending: overview?.isolations?.endingSoon,
    [tabName]: filters.any ? undefined : rows.page?.total,
  };
  const total = rows.page?.total;
  const said = total === undefined ? undefined : `${t(`tabs.${tab}`)}: ${format.number(total)}`;
  useEffect(() => {
    if (said) announce(said);
  }, [said]);

  return (
    <>
      <PageHead
        title={t('title')}
        actions={
          <>
            <ExportButton onExport={() => exportIsolations(request)} />
            <Button look="primary" icon="hatch" onClick={() => setAsking(true)}>
              {t('isolateHosts')}
            </Button>
          </>
        }
      >
        {overview?.counts ? (
          <span className="not-narrow text-ink-2">{t('summary', { n: overview.counts.isolated })}</span>
        ) : null}
      </PageHead>
      <Tabs
        label={t('tabList')}
        current={tabName}
        tabs={tabNames.map((one) => ({
          name: one,
          label: t(`tabs.${tabs[one]}`),
          to: `${links.isolations}/${one}${filters.search}`,
          ...(counts[one] === undefined ? {} : { count: format.number(counts[one]) }),
        }))}
      >
        <div className="tools">
          <SearchBox
            label={words('filter')}
            placeholder={t('placeholder')}
            value={filters.q}
            onChange={filters.setQ}
          />
          <ChipSelect label={t('by')} value={filters.by} onChange={filters.setBy} options={filters.people} />
          <ChipSelect
            label={filters.namespaceLabel}
            value={filters.namespace}
            onChange={filters.setNamespace}
            options={filters.namespaces}
          />
          <span className="flex-1" />
          <HeldChanges held={held} onShow={rows.rerun} />
          <span className="not-narrow text-ink-3">{tab === 'ended' ? t('orderEnded') : t('order')}</span>
        </div>
        {actions.error ? (
          <Banner tone="bad" alert>
            {actions.error.title}{' '}
            <span className="mono text-ink-3 text-xs">{detailsOf(actions.error.error)}</span>
          </Banner>
        ) : null}
        <Panel resetKey={request}>
          <ListFaces rows={rows} what={t('title')}>
            <DataTable
              label={t(`table.${tab}`)}
              columns={columns}
              rows={rows.rows}
              rowId={idOf}
              rowLabel={name}
              rowHeight={ROW_HEIGHT}
              card={(row) => <IsolationCard isolation={row} />}
              onOpen={(row) => filters.setOpen(row.id)}
              onEnter={(row) => filters.setOpen(row.id)}
              openedId={filters.open}
              isGone={(row) => held.isGone(row.id)}
              onNeed={rows.onNeed}
              loading={rows.isPending}
              {...(tab === 'ended' || narrow ? {} : { selection: selectionOf(selected, setSelected) })}
              empty={
                filters.any ? (
                  <Face
                    title={t('noMatch')}
                    actions={<Button onClick={filters.clear}>{words('clearFilters')}</Button>}
                  >
                    {t('noMatchWhat')}
                  </Face>
                ) : (
                  <Face title={t(`emptyTitle.${tab}`)}>{tab === 'inForce' ? t('empty') : null}</Face>
                )
              }
            />
          </ListFaces>
        </Panel>
      </Tabs>
      <SelectionBar rows={rows.page?.items ?? []} selected={selected} onChange={setSelected} />
      {filters.open ? (
        <IsolationDrawer
          key={filters.open}
          id={filters.open}
          actions={actions}
          onClose={() => filters.setOpen(undefined)}
        />
      ) : null}
      {asking ? <IsolateHostsDialog onClose={() => setAsking(false)} /> : null}
    </>
  );
}

/** Filters of the page as its address has them; choices push, typing replaces. */
function useFilters() {
  const t = useTranslations('isolations');
  const field = useTranslations('field');
  const { user } = useSession();
  const [address, setAddress] = useSearchParams();
  const navigate = useNavigate();
  const known = useQuery(namespacesQuery).data?.value.items ?? [];
  const put = (key: string, value: string | undefined, replace = false) =>
    setAddress(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(key, value);
        else next.delete(key);
        return next;
      },
      { replace },
    );
  const get = (key: string) => address.get(key) ?? '';
  const request = new URLSearchParams();
  for (const key of ['q', 'by', 'namespace', 'ticket', 'via']) {
    for (const value of address.getAll(key)) if (value) request.append(key, value);
  }
  const by = get('by');
  const mine = user?.name ?? '';
  const people = [...new Set([mine, by].filter(Boolean))];
  const kept = new URLSearchParams(address);
  kept.delete('open');
  return {
    q: get('q'),
    by,
    namespace: get('namespace'),
    open: get('open') || undefined,
    any: request.size > 0,
    request: request.toString(),
    search: kept.size > 0 ? `?${kept}` : '',
    namespaceLabel: field('namespace'),
    people: [
      { value: '', label: t('anyone') },
      ...people.map((one) => ({ value: one, label: one === mine ? t('you') : one })),
    ],
    namespaces: [{ value: '', label: t('any') }, ...known.map(({ name }) => ({ value: name, label: name }))],
    setQ: (q: string) => put('q', q, true),
    setBy: (value: string) => put('by', value),
    setNamespace: (value: string) => put('namespace', value),
    setOpen: (id: string | undefined) => put('open', id),
    clear: () => void navigate({ search: '' }),
  };
}
