import { pathOf } from '@cynosure/shared/console/path.ts';
import type { Service } from '@cynosure/shared/console/service.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { http } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';
import { ConfirmByName } from '../../ui/confirm-by-name.tsx';
import { showToast } from '../../ui/toast.tsx';

/** Says what goes, and asks for the name. Offered once nothing stands in the way. */
export function DeleteService({
  service: one,
  onDone,
  onClose,
}: {
  service: Service;
  onDone: () => void;
  onClose: () => void;
}) {
  const t = useTranslations('service');
  const queries = useQueryClient();
  const { namespace, service } = one;
  const remove = useMutation({
    mutationFn: (typed: string) =>
      http.delete(pathOf('services', namespace, service), { typed }, { ifMatch: one.editRevision ?? '' }),
    onSuccess: () => {
      showToast(t('deleted', { service }));
      onClose();
      onDone();
      void queries.invalidateQueries({ queryKey: keys.allServices });
    },
    onError: () => queries.invalidateQueries({ queryKey: keys.service(namespace, service) }),
  });
  return (
    <ConfirmByName
      what={service}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={(typed) => remove.mutate(typed)}
      onClose={onClose}
    >
      <p>{t('deleteWhat', { service, namespace })}</p>
    </ConfirmByName>
  );
}
