import { topics } from '@cynosure/shared/console/events.ts';
import type { OperationUptake, ServiceUptake } from '@cynosure/shared/console/uptake.ts';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { serverNow } from '../../lib/clock.ts';
import { useLive } from '../../lib/live/use-live.ts';
import { readUptake } from './api/uptake.ts';

/** If the live data bring no word until then, it is asked for. */
const SILENT_MS = 3_000;

/** How far an operation has come to the clients: starts with what is expected and follows the live data. */
export function useUptake(operationId: string, position: string, start: OperationUptake): OperationUptake {
  const [uptake, setUptake] = useState(start);
  const [heard, setHeard] = useState(false);
  const followed = useMemo(() => [topics.operation(operationId)], [operationId]);

  const take = useCallback((next: Partial<OperationUptake>) => {
    setHeard(true);
    setUptake((before) => settled({ ...before, ...next, services: merged(before.services, next.services) }));
  }, []);
  const read = useCallback(async () => {
    try {
      take((await readUptake(operationId)).value);
    } catch {
      // What is shown stays; the next event or attempt brings the truth.
    }
  }, [operationId, take]);

  useLive(followed, position, {
    onEvent: (event) => {
      if (event.event === 'uptake' && event.data.operationId === operationId) take(event.data);
    },
    onResync: read,
  });
  useEffect(() => {
    if (heard || uptake.doneAt !== undefined) return;
    const timer = setTimeout(() => void read(), SILENT_MS);
    return () => clearTimeout(timer);
  }, [heard, uptake.doneAt, read]);
  return uptake;
}

/** The moment of "all of them" is kept as it was first seen, where the registry does not name it. */
function settled(uptake: OperationUptake): OperationUptake {
  const all = uptake.confirmed >= uptake.clients;
  if (!all) {
    const { doneAt: _, ...open } = uptake;
    return open;
  }
  return uptake.doneAt === undefined ? { ...uptake, doneAt: serverNow() } : uptake;
}

function merged(
  before: readonly ServiceUptake[],
  next: readonly ServiceUptake[] | undefined,
): ServiceUptake[] {
  if (!next) return [...before];
  const newer = new Map(next.map((one) => [`${one.namespace}/${one.service}`, one]));
  const kept = before.map((one) => newer.get(`${one.namespace}/${one.service}`) ?? one);
  const known = new Set(before.map((one) => `${one.namespace}/${one.service}`));
  return [...kept, ...next.filter((one) => !known.has(`${one.namespace}/${one.service}`))];
}
