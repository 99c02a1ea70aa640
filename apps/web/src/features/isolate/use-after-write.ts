import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import type { Operation } from '@cynosure/shared/console/operation.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { keys } from '../../lib/keys.ts';
import { noteOperation } from '../../lib/last-operation.ts';
import { live } from '../../lib/live/use-live.ts';

/**
 * What follows every write: its objects come to the pages on screen with the live data, at the position of the
 * write; where these do not flow, the pages are read again. The operation can be taken back with `u`.
 */
export function useAfterWrite() {
  const queries = useQueryClient();
  return useCallback(
    (operation: Operation, isolation?: Isolation) => {
      const flows = live.state().word === 'live';
      noteOperation(operation.id, isolation?.id ?? operation.isolationId);
      for (const queryKey of [
        keys.allHosts,
        ['host'],
        ['isolation'],
        keys.allIsolations,
        keys.allOperations,
        ['operation'],
      ]) {
        void queries.invalidateQueries({ queryKey, refetchType: flows ? 'none' : 'active' });
      }
    },
    [queries],
  );
}
