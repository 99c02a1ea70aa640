import type { Isolation, IsolationAnswer, IsolationPatch } from '@cynosure/shared/console/isolation.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { alarm } from '../../ui/announce.tsx';
import { showToast } from '../../ui/toast.tsx';
import { serverNow } from '../clock.ts';
import { useFormat } from '../format.ts';
import { http } from '../http.ts';
import { keys } from '../keys.ts';
import { noteOperation } from '../last-operation.ts';
import { statusOf } from '../problem.ts';
import { useSession } from '../session.ts';
import { useSheet } from '../sheet-address.ts';
import { useTargetName } from './isolation-target.ts';

const USUAL_EXTENSION_MS = 30 * 60_000;

/** What *Extend* adds when nobody says how much: as owners have set it. */
export const useUsualExtension = (): number => {
  const seconds = useSession().defaults?.extendSeconds;
  return seconds === undefined ? USUAL_EXTENSION_MS : seconds * 1000;
};

type Change = { isolation: Isolation; patch: IsolationPatch };

/** Changes of an isolation that take nothing out of traffic: when it ends, its reason, its ticket. */
export function usePatchIsolation() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ isolation, patch }: Change) =>
      http.patch<IsolationAnswer>(pathOf('isolations', isolation.id), patch, {
        ifMatch: isolation.revision,
      }),
    onSuccess: ({ operation, isolation }) => {
      noteOperation(operation.id, isolation.id);
      for (const queryKey of [['host'], ['isolation'], keys.allIsolations])
        void queries.invalidateQueries({ queryKey });
    },
    onError: (error) => {
      // Somebody else changed it: what is on screen is old.
      if (statusOf(error) === 412) void queries.invalidateQueries({ queryKey: keys.allIsolations });
      if (statusOf(error) === 412) void queries.invalidateQueries({ queryKey: ['host'] });
    },
  });
}

/** Moves the end further away and says so where one can take it back. */
export function useExtend() {
  const t = useTranslations('hosts');
  const format = useFormat();
  const name = useTargetName();
  const { open } = useSheet();
  const usual = useUsualExtension();
  const { mutateAsync, error, isPending } = usePatchIsolation();
  const extend = async (isolation: Isolation, byMs: number = usual): Promise<void> => {
    if (isolation.endsAt === null || isPending) return;
    const endsAt = isolation.endsAt + byMs;
    try {
      const { operation } = await mutateAsync({ isolation, patch: { endsAt } });
      showToast(t('extended', { target: name(isolation), time: format.minute(endsAt, serverNow()) }), {
        label: t('undo'),
        run: () => open('undo', operation.id),
      });
    } catch {
      alarm(t('notExtended'));
    }
  };
  return { extend, error, busy: isPending };
}
