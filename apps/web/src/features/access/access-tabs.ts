import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { useSession } from '../../lib/session.ts';

/**
 * Parts of Access in the order of their tabs. `needsRole`: whoever holds no role everywhere can read nothing of it;
 * of the others everybody sees what is its own.
 */
const all = [
  { name: 'sessions', needsRole: false, Body: lazily(() => import('./sessions-tab.tsx'), 'SessionsTab') },
] as const;

export type AccessTab = (typeof all)[number];

/** The tabs that whoever is signed in has something to see on. */
export function useAccessTabs(): readonly AccessTab[] {
  const { user } = useSession();
  return all.filter(({ needsRole }) => !needsRole || (user !== null && user.role !== 'none'));
}

/** A tab's content is fetched when the tab is first opened. */
function lazily<Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
): LazyExoticComponent<ComponentType> {
  return lazy(() => load().then((module) => ({ default: module[name] })));
}
