import { topics } from '@cynosure/shared/console/events.ts';
import type { Instance } from '@cynosure/shared/console/instance.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Snapshot } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';
import { useLive } from '../../lib/live/use-live.ts';
import { instanceQuery } from './api/instance.ts';

/** One instance, kept in step with the registry while it is looked at. */
export function useInstance(id: string) {
  const queries = useQueryClient();
  const read = useQuery(instanceQuery(id));
  const followed = useMemo(() => [topics.instance(id)], [id]);
  useLive(followed, read.data?.position, {
    onEvent: (event, at) => {
      if (event.event !== 'instance' || event.data.id !== id) return;
      queries.setQueryData<Snapshot<Instance>>(
        keys.instance(id),
        (before) =>
          before && {
            value: merged(before.value, event.data),
            position: at ?? before.position,
            asOf: Date.now(),
          },
      );
    },
    onResync: () => queries.invalidateQueries({ queryKey: keys.instance(id), exact: true }),
  });
  return { ...read, instance: read.data?.value };
}

/** An event without `gone` is of an instance that is there, maybe again. */
function merged(before: Instance, change: Partial<Instance>): Instance {
  if (change.gone !== undefined) return { ...before, ...change };
  const { gone: _, ...rest } = before;
  return { ...rest, ...change };
}

/** Epoch ms of a registration that came while the instance was looked at; undefined = none did. */
export function useRegisteredAgain(instance: Instance | undefined): number | undefined {
  const first = useRef<number>(undefined);
  const [again, setAgain] = useState<number>();
  const registeredAt = instance?.gone ? undefined : instance?.registeredAt;
  useEffect(() => {
    if (registeredAt === undefined || registeredAt === 0) return;
    if (first.current === undefined) first.current = registeredAt;
    else if (first.current !== registeredAt) setAgain(registeredAt);
  }, [registeredAt]);
  return again;
}
