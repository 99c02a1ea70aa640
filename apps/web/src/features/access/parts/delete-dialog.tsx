import { useTranslations } from 'use-intl/react';
import { ConfirmByName } from '../../../ui/confirm-by-name.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { type AccessPart, useDeleteAccess } from './access-api.ts';

/** It cannot be undone, so the name has to be typed; `what` says what goes with it. */
export function DeleteDialog({
  part,
  row,
  what,
  onClose,
}: {
  part: AccessPart;
  row: { id: string; name: string; revision: string };
  what: string;
  onClose: () => void;
}) {
  const t = useTranslations('accessParts');
  const remove = useDeleteAccess(part, row);
  return (
    <ConfirmByName
      what={row.name}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={(typed) =>
        remove.mutate(typed, {
          onSuccess: () => {
            showToast(t('deleted', { name: row.name }));
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      <p className="m-0 text-ink-2">{what}</p>
    </ConfirmByName>
  );
}
