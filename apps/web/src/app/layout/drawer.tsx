import { useLocation } from 'react-router';
import { links } from '../../lib/registry/links.ts';
import { onDemand } from '../../ui/on-demand.tsx';

const InstanceDrawer = onDemand(() =>
  import('../../features/instance/instance-drawer.tsx').then((module) => module.default),
);

/** Pages with lists of instances, on which `open=` names one of them. */
const LISTS = [links.instances, `${links.services}/`, `${links.hosts}/`];

/** What is open beside a list of instances. */
export function Drawer() {
  const { pathname, search } = useLocation();
  const id = new URLSearchParams(search).get('open');
  const isList = LISTS.some((path) => (path.endsWith('/') ? pathname.startsWith(path) : pathname === path));
  if (!id || !isList) return null;
  return <InstanceDrawer id={id} />;
}
