import type { Namespace } from '@cynosure/shared/console/namespace.ts';
import { useTranslations } from 'use-intl/react';
import { HealthyOf } from '../../lib/registry/counts-bar.tsx';
import { links } from '../../lib/registry/links.ts';
import { StateCount } from '../../lib/registry/state-mark.tsx';
import { RowLink } from '../../ui/row-link.tsx';

/** A namespace on a narrow screen. */
export function NamespaceCard({ namespace }: { namespace: Namespace }) {
  const t = useTranslations('unit');
  return (
    <>
      <b className="truncate">
        <RowLink to={links.namespace(namespace.name)}>{namespace.name}</RowLink>
      </b>
      <span>
        <HealthyOf counts={namespace.counts} />
      </span>
      <span className="truncate text-ink-3 text-xs">
        {t('services', { n: namespace.services })}
        {namespace.comment ? ` · ${namespace.comment}` : ''}
      </span>
      <span>
        {namespace.counts.isolated > 0 ? (
          <StateCount state="isolated" count={namespace.counts.isolated} />
        ) : null}
      </span>
    </>
  );
}
