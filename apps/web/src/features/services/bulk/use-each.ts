import type { Service } from '@cynosure/shared/console/service.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { keys } from '../../../lib/keys.ts';
import { steadyWrite } from '../../../lib/steady-write.ts';

/** What became of one service: written, as it was wanted already, not come to, or refused. */
export type Fate = { kind: 'done' | 'unchanged' | 'left' } | { kind: 'failed'; error: Error };

/** One service and its write, which has a precondition and a record of its own; none where it is as wanted already. */
export type Task = { service: Service; write: ((idempotencyKey: string) => Promise<unknown>) | undefined };

export const idOfService = ({ namespace, service }: Pick<Service, 'namespace' | 'service'>): string =>
  `${namespace}/${service}`;

/**
 * Writes to several services, one after the other, each until it is answered; what is refused stops no other. `run`
 * resolves to the ids of those that are still to be done. Being closed stops before the next one.
 */
export function useEach() {
  const queries = useQueryClient();
  const [fates, setFates] = useState<ReadonlyMap<string, Fate>>(new Map());
  const [phase, setPhase] = useState<'asking' | 'running' | 'over'>('asking');
  /** No answer came for the one that is being written; it is sent again. */
  const [unanswered, setUnanswered] = useState(false);
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  const run = async (tasks: readonly Task[]): Promise<ReadonlySet<string>> => {
    const { signal } = (abort.current = new AbortController());
    setPhase('running');
    const undone = new Set<string>();
    for (const task of tasks) {
      const id = idOfService(task.service);
      const fate = await fateOf(task, signal, () => setUnanswered(true));
      setUnanswered(false);
      if (fate.kind === 'failed' || fate.kind === 'left') undone.add(id);
      setFates((before) => new Map(before).set(id, fate));
    }
    void queries.invalidateQueries({ queryKey: keys.allServices });
    void queries.invalidateQueries({ queryKey: keys.allOfServices });
    setPhase('over');
    return undone;
  };
  return { phase, fates, unanswered, run, stop: () => abort.current?.abort() };
}

async function fateOf({ write }: Task, signal: AbortSignal, onUnanswered: () => void): Promise<Fate> {
  if (signal.aborted) return { kind: 'left' };
  if (write === undefined) return { kind: 'unchanged' };
  try {
    await steadyWrite(write, onUnanswered, signal);
    return { kind: 'done' };
  } catch (thrown) {
    return { kind: 'failed', error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }
}
