import { hash } from 'node:crypto';
import { noCounts } from '@cynosure/shared/console/counts.ts';
import type { Namespace as NamespaceView } from '@cynosure/shared/console/namespace.ts';
import { refOfNamespace } from '../../access/refs.ts';
import type { About, Rights } from '../../access/rights.ts';
import type { Namespace } from '../../registry/model.ts';
import { ServiceEntry } from '../../registry/service-book.ts';
import type { RegistryState } from '../../registry/state.ts';
import { seenServices } from './about.ts';
import { impossible, permitted } from './may.ts';

/** Namespaces have no revision of their own: it is made of what an edit can change, and of when. */
export const namespaceRevision = ({ comment, owners, exportTo, metadata, mtime }: Namespace): string =>
  hash('sha1', JSON.stringify([comment, owners, exportTo, metadata, mtime])).slice(0, 16);

/** As somebody sees it: services that they may not look at count as little as they are listed. */
export function namespaceView(state: RegistryState, namespace: Namespace, rights: Rights): NamespaceView {
  const names = state.services.namesIn(namespace.name);
  const counts = noCounts();
  let services = 0;
  const sees = seenServices(rights);
  for (const one of names.values()) {
    if (!(one instanceof ServiceEntry) || sees?.(one) === false) continue;
    services += 1;
    for (const member of ['total', 'healthy', 'unhealthy', 'isolated', 'unchecked'] as const)
      counts[member] += one[member];
  }
  const blocked = names.size;
  const about = [refOfNamespace(namespace)];
  return {
    name: namespace.name,
    services,
    counts,
    exportTo: [...namespace.exportTo],
    comment: namespace.comment,
    revision: namespaceRevision(namespace),
    blockers: { services: blocked, configGroups: 0 },
    changedAt: namespace.mtime * 1000,
    may: {
      edit: permitted(rights, 'edit', about, 'UpdateNamespaces'),
      delete: deletion(rights, about, blocked),
    },
  };
}

function deletion(rights: Rights, about: About, services: number) {
  const right = permitted(rights, 'delete', about);
  if (right !== true || services === 0) return right;
  return impossible('namespaceNotEmpty', { services });
}
