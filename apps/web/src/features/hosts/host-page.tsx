import { decodeHosts } from '@cynosure/shared/console/path.ts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link, Navigate, Outlet, useNavigate, useParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { usePageTitle } from '../../lib/page-title.ts';
import { useElsewhere } from '../../lib/registry/elsewhere.ts';
import { Lane } from '../../lib/registry/lane.tsx';
import { links } from '../../lib/registry/links.ts';
import { isAllowed, useWhyNot } from '../../lib/registry/why-not.ts';
import { useSheet } from '../../lib/sheet-address.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ReadFace } from '../../ui/read-face.tsx';
import { showToast } from '../../ui/toast.tsx';
import { UpdateFailed } from '../../ui/update-failed.tsx';
import { hostQuery } from './api/host.ts';
import { Facts } from './facts.tsx';
import { HostTable } from './host-table.tsx';
import { IsolationBanner } from './isolation-banner.tsx';
import { UnknownHost } from './unknown-host.tsx';
import { useHostLive } from './use-host-live.ts';
import './hosts.css';

const MOST_HOSTS = 50;
const none = [] as const;

/** Everything on a host, or on several: what runs there, what happened, what is isolated. */
export function Component() {
  const t = useTranslations('hosts');
  const whyNot = useWhyNot();
  const words = useTranslations('action');
  const shell = useTranslations('shell');
  const { hosts: text = '' } = useParams();
  const asked = useMemo(() => [...new Set(decodeHosts(text))], [text]);
  const names = useMemo(() => asked.slice(0, MOST_HOSTS), [asked]);
  const navigate = useNavigate();
  const { open } = useSheet();
  const { data, error, isPending, refetch } = useQuery(hostQuery(names));
  useHostLive(names, data?.position);
  const hosts = data?.value ?? none;
  const [first = ''] = names;
  const several = names.length > 1;
  const title = several ? t('many', { n: names.length }) : first;
  usePageTitle(title, t('title'));

  const isolations = useMemo(
    () => [...new Map(hosts.flatMap((host) => host.isolations ?? []).map((one) => [one.id, one])).values()],
    [hosts],
  );
  const marks = useMemo(() => hosts.flatMap((host) => host.lane ?? []), [hosts]);
  const unknown = hosts.filter((host) => (host.instances ?? []).length === 0);
  const nobody = data !== undefined && unknown.length === hosts.length;
  const whyNotIsolate = hosts.map((host) => whyNot(host.may?.isolate)).find(Boolean);
  const isolate = () =>
    void navigate(links.isolateHost(names), { state: { keepFocus: true, sheetOver: true } });
  const endable = isolations.find((one) => isAllowed(one.may?.end));
  const allOut =
    data !== undefined &&
    !nobody &&
    hosts.every((host) => (host.instances ?? []).every((one) => one.isolation !== null));
  useShortcuts({
    i: () => {
      if (allOut && endable) open('end', endable.id);
      else if (data && whyNotIsolate === undefined) isolate();
    },
  });
  const dashboard = useElsewhere('host', { host: names[0] ?? '' });
  if (names.length === 0) return <Navigate to={links.hosts} replace />;

  return (
    <>
      <PageHead
        title={title}
        crumbs={[{ label: t('title'), to: links.hosts }]}
        actions={
          <>
            <Button
              icon="link"
              className="not-narrow"
              onClick={() =>
                void copyText(location.href).then((copied) => copied && showToast(shell('linkCopied')))
              }
            >
              {words('copyLink')}
            </Button>
            <Button
              icon="history"
              className="not-narrow"
              onClick={() =>
                void navigate(`${links.activity}?${new URLSearchParams({ host: names.join(',') })}`)
              }
            >
              {t('history')}
            </Button>
            {dashboard && !several ? (
              <a className="btn not-narrow" href={dashboard} target="_blank" rel="noopener noreferrer">
                {words('dashboard')}
              </a>
            ) : null}
            {allOut ? null : (
              <Button
                icon="hatch"
                look="primary"
                shortcut="i"
                disabledWhy={data ? whyNotIsolate : undefined}
                onClick={isolate}
              >
                {nobody
                  ? t('isolateAhead')
                  : several
                    ? t('isolateHosts', { n: names.length })
                    : words('isolateHost')}
              </Button>
            )}
          </>
        }
      >
        <Button
          icon="copy"
          look="quiet"
          small
          className="not-narrow"
          label={several ? words('copyHosts') : words('copyHost')}
          onClick={() =>
            void copyText(names.join('\n')).then((copied) => copied && showToast(t('hostCopied')))
          }
        />
      </PageHead>
      {asked.length > names.length ? (
        <p className="px-(--cy-gutter) text-caution-ink">{t('tooMany', { n: String(MOST_HOSTS) })}</p>
      ) : null}
      {data && !nobody ? <Facts hosts={hosts} /> : null}
      {several && data ? <HostList hosts={names} /> : null}
      {isolations.length > 0 ? (
        <div className="banners">
          {isolations.map((one) => (
            <IsolationBanner key={one.id} isolation={one} />
          ))}
        </div>
      ) : null}
      <Panel resetKey={text}>
        {data ? <Lane marks={marks} /> : null}
        {error && data ? (
          <UpdateFailed
            what={t('facts.instances')}
            error={error}
            asOf={data.asOf}
            onRetry={() => void refetch()}
          />
        ) : null}
        {several && unknown.length > 0 && !nobody ? (
          <p className="border-line border-b px-(--cy-gutter) py-2 text-ink-2">
            {t('unknownSome', { hosts: unknown.map((host) => host.host).join(', ') })}
          </p>
        ) : null}
        {error && !data ? (
          <ReadFace error={error} name={title} onRetry={() => void refetch()} />
        ) : nobody ? (
          <div className="scroll">
            <UnknownHost hosts={hosts} onIsolate={isolate} />
          </div>
        ) : (
          <HostTable hosts={hosts} names={names} loading={isPending} title={title} />
        )}
      </Panel>
      <Outlet />
    </>
  );
}

/** The hosts of a page that shows several, each with a page of its own. */
const HostList = ({ hosts }: { hosts: readonly string[] }) => (
  <ul className="host-list num">
    {hosts.map((host) => (
      <li key={host}>
        <Link className="link" to={links.host(host)}>
          <bdi>{host}</bdi>
        </Link>
      </li>
    ))}
  </ul>
);
