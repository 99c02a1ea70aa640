import { decodeSegment, pathOf } from '@cynosure/shared/console/path.ts';
import { useNavigate, useParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { usePageTitle } from '../../lib/page-title.ts';
import { statusOf } from '../../lib/problem.ts';
import { links } from '../../lib/registry/links.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ReadFace } from '../../ui/read-face.tsx';
import { UpdateFailed } from '../../ui/update-failed.tsx';
import { InstanceBody, instanceTabs } from './instance-body.tsx';
import { useInstance } from './use-instance.ts';

/** `/instances/{id}/{state|heartbeats|activity}`: one instance on a page of its own. */
export function Component() {
  const { id: segment = '', tab } = useParams();
  const id = decodeSegment(segment);
  return <InstancePage key={id} id={id} tab={instanceTabs.find((one) => one === tab) ?? 'state'} />;
}

function InstancePage({ id, tab }: { id: string; tab: (typeof instanceTabs)[number] }) {
  const t = useTranslations('instance');
  const nav = useTranslations('nav');
  const navigate = useNavigate();
  const { data, instance, error, refetch, isPending } = useInstance(id);
  const name = instance ? `${instance.host}:${instance.port}` : id;
  usePageTitle(name, nav('instances'));
  const crumbs = instance
    ? [
        { label: nav('services'), to: links.services },
        { label: instance.service, to: links.service(instance.namespace, instance.service) },
      ]
    : [{ label: nav('instances'), to: links.instances }];
  const readable = instance && statusOf(error) !== 403;
  return (
    <>
      <PageHead title={name} crumbs={crumbs}>
        {instance ? (
          <span className="text-ink-2">
            <bdi>{[instance.namespace, instance.zone].filter(Boolean).join(' · ')}</bdi>
          </span>
        ) : null}
      </PageHead>
      {error && readable && data ? (
        <UpdateFailed name={name} error={error} asOf={data.asOf} onRetry={() => void refetch()} />
      ) : null}
      <div
        className={instance?.gone ? 'scroll instance-page gone' : 'scroll instance-page'}
        aria-busy={isPending}
      >
        <Panel resetKey={id}>
          {readable ? (
            <InstanceBody
              instance={instance}
              position={data?.position ?? '0'}
              tab={tab}
              linkTo={(one) => `${pathOf('instances', id)}/${one}`}
              onBack={() => void navigate(links.service(instance.namespace, instance.service))}
            />
          ) : error ? (
            <ReadFace error={error} what={t('what')} onRetry={() => void refetch()} />
          ) : (
            <div className="skeleton-lines" />
          )}
        </Panel>
      </div>
    </>
  );
}
