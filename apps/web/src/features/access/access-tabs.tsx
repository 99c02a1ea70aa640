import type { ComponentType } from 'react';
import { useSession } from '../../lib/session.ts';
import { onDemand } from '../../ui/on-demand.tsx';

export type AccessTab = {
  name: 'users' | 'groups' | 'roles' | 'policies' | 'tokens' | 'sessions';
  /** Whoever holds no role everywhere can read nothing of it; of the others everybody sees what is its own. */
  needsRole: boolean;
  Body: ComponentType;
  /** The page of a single one, where there is one. */
  One?: ComponentType<{ id: string }>;
};

/** What a tab shows is fetched when it is first opened. */
const part = <Props extends object = object>(load: () => Promise<ComponentType<Props>>) =>
  onDemand<Props>(load, () => <div aria-busy="true" />);

/** Parts of Access in the order of their tabs. */
const all: readonly AccessTab[] = [
  {
    name: 'users',
    needsRole: false,
    Body: part(() => import('./users-tab.tsx').then((module) => module.UsersTab)),
    One: part(() => import('./user-page.tsx').then((module) => module.UserPage)),
  },
  {
    name: 'groups',
    needsRole: true,
    Body: part(() => import('./groups-tab.tsx').then((module) => module.GroupsTab)),
  },
  {
    name: 'roles',
    needsRole: true,
    Body: part(() => import('./roles-tab.tsx').then((module) => module.RolesTab)),
  },
  {
    name: 'policies',
    needsRole: true,
    Body: part(() => import('./policies-tab.tsx').then((module) => module.PoliciesTab)),
  },
  {
    name: 'tokens',
    needsRole: false,
    Body: part(() => import('./tokens-tab.tsx').then((module) => module.TokensTab)),
  },
  {
    name: 'sessions',
    needsRole: false,
    Body: part(() => import('./sessions-tab.tsx').then((module) => module.SessionsTab)),
  },
];

/** The tabs that whoever is signed in has something to see on. */
export function useAccessTabs(): readonly AccessTab[] {
  const { user } = useSession();
  return all.filter(({ needsRole }) => !needsRole || (user !== null && user.role !== 'none'));
}
