import type { InstanceRow } from '@cynosure/shared/console/instance.ts';
import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { queryOptions } from '@tanstack/react-query';
import { http } from '../http.ts';

/** An isolation with the instances that it covers now. */
export type WholeIsolation = Isolation & { instances?: InstanceRow[] };

/** Its key begins as that of all isolations, so that every write that concerns them is followed here too. */
export const wholeIsolationQuery = (id: string) =>
  queryOptions({
    queryKey: ['isolations', 'one', id],
    queryFn: async ({ signal }) => (await http.get<WholeIsolation>(pathOf('isolations', id), signal)).value,
  });
