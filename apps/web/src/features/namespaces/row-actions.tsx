import type { Namespace } from '@cynosure/shared/console/namespace.ts';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';

/** Edit and delete; a namespace with services left names them, with the way there. */
export function RowActions({
  namespace,
  onEdit,
  onDelete,
}: {
  namespace: Namespace;
  onEdit: (namespace: Namespace) => void;
  onDelete: (namespace: Namespace) => void;
}) {
  const t = useTranslations('namespaces');
  const whyNot = useWhyNot();
  const { may, blockers, name } = namespace;
  const left = blockers?.services ?? 0;
  return (
    <span className="inline-flex justify-end gap-0.5">
      {may?.edit ? (
        <Button
          icon="edit"
          look="quiet"
          small
          tabIndex={-1}
          label={t('edit', { namespace: name })}
          disabledWhy={whyNot(may.edit)}
          onClick={() => onEdit(namespace)}
        />
      ) : null}
      {may?.delete === undefined ? null : left > 0 ? (
        <Link
          className="btn quiet sm"
          tabIndex={-1}
          to={`/services?${new URLSearchParams({ namespace: name })}`}
          aria-label={`${t('delete', { namespace: name })}, ${t('deleteBlocked', { n: left })}`}
        >
          {t('deleteBlocked', { n: left })}
        </Link>
      ) : (
        <Button
          look="quiet"
          small
          tabIndex={-1}
          label={t('delete', { namespace: name })}
          disabledWhy={whyNot(may.delete)}
          onClick={() => onDelete(namespace)}
        >
          {t('deleteShort')}
        </Button>
      )}
    </span>
  );
}
