import type { Isolation, IsolationAnswer } from '@cynosure/shared/console/isolation.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { http } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';
import { noteOperation } from '../../lib/last-operation.ts';
import { useExtend } from '../../lib/registry/extend.ts';
import { useTargetName } from '../../lib/registry/isolation-target.ts';
import { useSheet } from '../../lib/sheet-address.ts';
import { showToast } from '../../ui/toast.tsx';

export type IsolationActions = {
  extend: (isolation: Isolation, byMs?: number) => Promise<void>;
  end: (isolation: Isolation) => void;
  again: (isolation: Isolation) => void;
  change: (isolation: Isolation) => void;
  accept: (isolation: Isolation) => Promise<void>;
  /** Of the last extending or accepting that was refused. */
  error: { title: string; error: Error } | undefined;
};

/** What the page of isolations can do. What takes traffic away or gives it back goes through a sheet first. */
export function useIsolationActions(): IsolationActions {
  const t = useTranslations('isolations');
  const hosts = useTranslations('hosts');
  const { open } = useSheet();
  const name = useTargetName();
  const queries = useQueryClient();
  const extending = useExtend();
  const accepting = useMutation({
    mutationFn: (isolation: Isolation) =>
      http.post<IsolationAnswer>(
        `${pathOf('isolations', isolation.id)}/accept`,
        { instanceIds: isolation.drift.map((one) => one.instanceId) },
        { ifMatch: isolation.revision },
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.allIsolations }),
  });
  return {
    extend: extending.extend,
    end: (isolation) => open('end', isolation.id),
    again: (isolation) => open('again', isolation.id),
    change: (isolation) => open('change', isolation.id),
    accept: async (isolation) => {
      try {
        const { operation } = await accepting.mutateAsync(isolation);
        noteOperation(operation.id, isolation.id);
        showToast(t('accepted', { n: isolation.drift.length, target: name(isolation) }));
      } catch {
        // Shown through `error`.
      }
    },
    error: extending.error
      ? { title: hosts('notExtended'), error: extending.error }
      : accepting.error
        ? { title: t('notAccepted'), error: accepting.error }
        : undefined,
  };
}
