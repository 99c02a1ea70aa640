import { useEffect, useState } from 'react';
import { NavigationType, useLocation, useNavigationType } from 'react-router';
import { rememberTicks, tickedOn } from './tick-store.ts';

/** Ids that are ticked on a list; Back finds them as they were. */
export function useTicked() {
  const { pathname } = useLocation();
  const isBack = useNavigationType() === NavigationType.Pop;
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => (isBack ? tickedOn(pathname) : new Set()));
  useEffect(() => rememberTicks(pathname, ticked), [pathname, ticked]);
  return [ticked, setTicked] as const;
}
