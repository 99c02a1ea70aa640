import type { IconName } from '../../ui/icon.tsx';

/**
 * The pages of the rail, in order. A page that does not exist yet is not in here, so that nothing leads nowhere;
 * adding one to the router means adding its line here.
 */
export type RailPage = {
  key:
    | 'overview'
    | 'services'
    | 'instances'
    | 'hosts'
    | 'namespaces'
    | 'clients'
    | 'isolations'
    | 'activity'
    | 'access'
    | 'settings';
  to: string;
  icon: IconName;
  /** Key that goes there after `g`, if any. */
  letter?: string;
  section: 'registry' | 'operations' | 'administration' | undefined;
};

export const railPages: readonly RailPage[] = [
  { key: 'overview', to: '/', icon: 'pulse', letter: 'o', section: undefined },
  { key: 'services', to: '/services', icon: 'layers', letter: 's', section: 'registry' },
  { key: 'instances', to: '/instances', icon: 'grid', letter: 'i', section: 'registry' },
  { key: 'hosts', to: '/hosts', icon: 'rack', letter: 'h', section: 'registry' },
  { key: 'namespaces', to: '/namespaces', icon: 'brackets', letter: 'n', section: 'registry' },
  { key: 'clients', to: '/clients', icon: 'plug', letter: 'c', section: 'registry' },
  { key: 'isolations', to: '/isolations', icon: 'hatch', letter: 'l', section: 'operations' },
  { key: 'activity', to: '/activity', icon: 'history', letter: 'a', section: 'operations' },
  { key: 'access', to: '/access', icon: 'key', section: 'administration' },
  { key: 'settings', to: '/settings', icon: 'sliders', section: 'administration' },
];

/** Whether an address belongs to a page that exists: what would lead nowhere is shown as text. */
export function hasPage(to: string): boolean {
  const [path = ''] = to.split('?');
  return railPages.some((page) =>
    page.to === '/' ? path === '/' : path === page.to || path.startsWith(`${page.to}/`),
  );
}
