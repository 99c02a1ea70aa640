import { useSyncExternalStore } from 'react';

/** The operation this browser did last; `u` takes it back within a minute. */
export type LastOperation = { id: string; isolationId: string | undefined; at: number };

export const UNDO_BY_KEY_MS = 60_000;

let last: LastOperation | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

export function noteOperation(id: string, isolationId?: string): void {
  put({ id, isolationId, at: Date.now() });
  clearTimeout(timer);
  timer = setTimeout(() => put(undefined), UNDO_BY_KEY_MS);
}

export const forgetOperation = (id: string): void => {
  if (last?.id === id) put(undefined);
};

/** Undefined once the minute is over. */
export const useLastOperation = (): LastOperation | undefined => useSyncExternalStore(subscribe, () => last);

function put(next: LastOperation | undefined): void {
  last = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
