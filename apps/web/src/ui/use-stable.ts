import { useCallback, useInsertionEffect, useRef } from 'react';

/** A callback that keeps its identity and always runs the newest version: for rows that compare their properties. */
export function useStable<Args extends unknown[], Result>(
  callback: (...args: Args) => Result,
): (...args: Args) => Result {
  const latest = useRef(callback);
  useInsertionEffect(() => {
    latest.current = callback;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}
