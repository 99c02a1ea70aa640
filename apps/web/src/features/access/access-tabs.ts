import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { useSession } from '../../lib/session.ts';

export type AccessTab = {
  name: 'users' | 'groups' | 'roles' | 'policies' | 'tokens' | 'sessions';
  /** Whoever holds no role everywhere can read nothing of it; of the others everybody sees what is its own. */
  needsRole: boolean;
  Body: LazyExoticComponent<ComponentType>;
  /** The page of a single one, where there is one. */
  One?: LazyExoticComponent<ComponentType<{ id: string }>>;
};

/** Parts of Access in the order of their tabs. */
const all: readonly AccessTab[] = [
  {
    name: 'users',
    needsRole: false,
    Body: lazily(() => import('./users-tab.tsx'), 'UsersTab'),
    One: lazily(() => import('./user-page.tsx'), 'UserPage'),
  },
  { name: 'groups', needsRole: true, Body: lazily(() => import('./groups-tab.tsx'), 'GroupsTab') },
  { name: 'roles', needsRole: true, Body: lazily(() => import('./roles-tab.tsx'), 'RolesTab') },
  { name: 'policies', needsRole: true, Body: lazily(() => import('./policies-tab.tsx'), 'PoliciesTab') },
  { name: 'tokens', needsRole: false, Body: lazily(() => import('./tokens-tab.tsx'), 'TokensTab') },
  { name: 'sessions', needsRole: false, Body: lazily(() => import('./sessions-tab.tsx'), 'SessionsTab') },
];

/** The tabs that whoever is signed in has something to see on. */
export function useAccessTabs(): readonly AccessTab[] {
  const { user } = useSession();
  return all.filter(({ needsRole }) => !needsRole || (user !== null && user.role !== 'none'));
}

/** What a tab shows is fetched when it is first opened. */
function lazily<Name extends string, Props = object>(
  load: () => Promise<Record<Name, ComponentType<Props>>>,
  name: Name,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(() => load().then((module) => ({ default: module[name] })));
}
