import type { AccessMay } from '@cynosure/shared/console/access.ts';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { useWhyNot } from '../../../lib/registry/why-not.ts';
import { Button } from '../../../ui/button.tsx';

/** The buttons under a form: save or create, cancel, and for what is there: delete, where that is offered. */
export function FormEnd({
  row,
  busy,
  children,
  onDelete,
  onClose,
}: {
  row: { name: string; may: AccessMay } | undefined;
  busy: boolean;
  /** Buttons between; without a row they may stand in place of the first. */
  children?: ReactNode;
  onDelete?: () => void;
  onClose: () => void;
}) {
  const t = useTranslations('accessParts');
  const whyNot = useWhyNot();
  const form = useTranslations('form');
  const words = useTranslations('action');
  return (
    <div className="flex flex-wrap gap-2 pt-1">
      <Button
        type="submit"
        look="primary"
        aria-busy={busy || undefined}
        disabledWhy={row && whyNot(row.may.edit)}
      >
        {row ? words('save') : form('create')}
      </Button>
      {children}
      <Button onClick={onClose}>{words('cancel')}</Button>
      {row && onDelete ? (
        <>
          <span className="flex-1" />
          <Button
            look="quiet"
            label={t('deleteOf', { name: row.name })}
            disabledWhy={whyNot(row.may.delete)}
            onClick={onDelete}
          >
            {t('delete')}
          </Button>
        </>
      ) : null}
    </div>
  );
}
