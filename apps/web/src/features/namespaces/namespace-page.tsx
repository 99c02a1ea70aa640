import type { Namespace } from '@cynosure/shared/console/namespace.ts';
import { decodeSegment, pathOf } from '@cynosure/shared/console/path.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { http } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { CountsBar, HealthyOf } from '../../lib/registry/counts-bar.tsx';
import { links } from '../../lib/registry/links.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { Visibility } from '../../lib/registry/visibility.tsx';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ReadFace } from '../../ui/read-face.tsx';
import { Grants } from './grants.tsx';

const NamespaceForm = onDemand(() => import('./namespace-form.tsx').then((module) => module.NamespaceForm));
const DeleteNamespace = onDemand(() =>
  import('./delete-namespace.tsx').then((module) => module.DeleteNamespace),
);

const ASK_AGAIN_MS = 5_000;

/** One namespace: what is in it, who sees its services, and who may do what with it. */
export function Component() {
  const { namespace: segment = '' } = useParams();
  const name = decodeSegment(segment);
  const t = useTranslations('namespaces');
  const navigate = useNavigate();
  const read = useQuery({
    queryKey: keys.namespace(name),
    queryFn: ({ signal }) => http.get<Namespace>(pathOf('namespaces', name), signal),
    refetchInterval: ASK_AGAIN_MS,
  });
  usePageTitle(name, t('title'));
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const namespace = read.data?.value;
  const crumbs = [{ label: t('title'), to: links.namespaces }];
  if (read.error && !namespace) {
    return (
      <>
        <PageHead title={name} crumbs={crumbs} />
        <ReadFace error={read.error} name={name} onRetry={() => void read.refetch()} />
      </>
    );
  }
  return (
    <>
      <PageHead
        title={name}
        crumbs={crumbs}
        actions={
          namespace ? (
            <Actions
              namespace={namespace}
              onEdit={() => setOpen('edit')}
              onDelete={() => setOpen('delete')}
            />
          ) : null
        }
      >
        {namespace ? (
          <>
            <span className="num whitespace-nowrap">
              <HealthyOf counts={namespace.counts} />
            </span>
            <span className="not-narrow inline-flex w-35">
              <CountsBar counts={namespace.counts} />
            </span>
          </>
        ) : null}
      </PageHead>
      <div className="scroll" aria-busy={namespace ? undefined : true}>
        {namespace ? (
          <div className="details">
            <Facts namespace={namespace} />
            <Panel>
              <Grants namespace={name} />
            </Panel>
          </div>
        ) : null}
      </div>
      {open === 'edit' && namespace ? (
        <NamespaceForm namespace={namespace} onClose={() => setOpen(undefined)} />
      ) : null}
      {open === 'delete' && namespace ? (
        <DeleteNamespace
          namespace={namespace}
          onDone={() => void navigate(links.namespaces)}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </>
  );
}

function Actions({
  namespace: { name, may, blockers },
  onEdit,
  onDelete,
}: {
  namespace: Namespace;
  onEdit: () => void;
  onDelete: () => void;
}) {
  const t = useTranslations('namespaces');
  const whyNot = useWhyNot();
  const left = blockers?.services ?? 0;
  return (
    <>
      <Button
        icon="edit"
        label={t('edit', { namespace: name })}
        disabledWhy={whyNot(may?.edit)}
        onClick={onEdit}
      />
      {left > 0 ? (
        <Link className="btn not-narrow" to={`${links.services}?${new URLSearchParams({ namespace: name })}`}>
          {t('deleteBlocked', { n: left })}
        </Link>
      ) : (
        <Button label={t('delete', { namespace: name })} disabledWhy={whyNot(may?.delete)} onClick={onDelete}>
          {t('deleteShort')}
        </Button>
      )}
    </>
  );
}

function Facts({ namespace }: { namespace: Namespace }) {
  const t = useTranslations('namespaces');
  const field = useTranslations('field');
  const unit = useTranslations('unit');
  const format = useFormat();
  const { name, services, counts, exportTo, comment, changedAt } = namespace;
  const query = new URLSearchParams({ namespace: name });
  return (
    <>
      <h2>{t('facts')}</h2>
      <dl className="fields">
        <Fact name={field('services')}>
          <Link className="link" to={`${links.services}?${query}`}>
            {unit('services', { n: services })}
          </Link>
        </Fact>
        <Fact name={field('instances')}>
          <Link className="link" to={`${links.instances}?${query}`}>
            {unit('instances', { n: counts.total })}
          </Link>
        </Fact>
        <Fact name={field('isolated')}>{format.number(counts.isolated)}</Fact>
        <Fact name={field('visibility')}>
          <Visibility exportTo={exportTo} />
        </Fact>
        <Fact name={field('comment')}>
          {comment ? <bdi>{comment}</bdi> : <span className="text-ink-3">–</span>}
        </Fact>
        <Fact name={field('changed')}>
          <Ago at={changedAt} />
        </Fact>
        <Fact name={t('activity')}>
          <Link className="link" to={`${links.activity}?${query}`}>
            {t('whatWasDone')}
          </Link>
        </Fact>
      </dl>
    </>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);
