/**
 * Selections that something was done to. A list that still names one lets go of it, and keeps ticked what is left
 * to be done: the rows that failed.
 */
const spent = new Map<string, readonly string[]>();
const listeners = new Set<() => void>();

/** `left`: ids of the rows that stay ticked. */
export function selectionSpent(selection: string, left: readonly string[]): void {
  spent.set(selection, left);
  for (const listener of listeners) listener();
}

/** What is left of a selection; undefined while nothing was done to it. */
export const leftOf = (selection: string): readonly string[] | undefined => spent.get(selection);

export function onSpent(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
