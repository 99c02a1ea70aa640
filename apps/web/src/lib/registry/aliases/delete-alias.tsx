import type { AliasRow } from '@cynosure/shared/console/alias.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { ConfirmByName } from '../../../ui/confirm-by-name.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { http } from '../../http.ts';
import { keys } from '../../keys.ts';

/** Says what deleting it comes to, and asks for its name. */
export function DeleteAlias({ alias: row, onClose }: { alias: AliasRow; onClose: () => void }) {
  const t = useTranslations('aliases');
  const queries = useQueryClient();
  const { alias, namespace, target, revision } = row;
  const remove = useMutation({
    mutationFn: (typed: string) =>
      http.delete(pathOf('aliases', namespace, alias), { typed }, { ifMatch: revision }),
    onSuccess: () => {
      showToast(t('deleted', { alias }));
      onClose();
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: keys.allAliases });
      void queries.invalidateQueries({ queryKey: keys.allOfServices });
    },
  });
  return (
    <ConfirmByName
      what={alias}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={(typed) => remove.mutate(typed)}
      onClose={onClose}
    >
      <p>{t('deleteWhat', { alias, service: target.service })}</p>
    </ConfirmByName>
  );
}
