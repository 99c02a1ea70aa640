import type { Namespace as NamespaceView } from '@cynosure/shared/console/namespace.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import { formatSort, namespaceSorts, type SortKey } from '@cynosure/shared/console/sort.ts';
import { healthyShare } from '@cynosure/shared/console/state.ts';
import { namespaceRef } from '../../access/refs.ts';
import type { ConsoleContext } from '../context.ts';
import { HIDDEN_NAMESPACE } from '../read/hidden.ts';
import { namespaceView } from '../read/namespace-view.ts';
import { compareNaturally } from '../read/natural-order.ts';
import { ParamReader } from '../read/query-params.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, notAllowed, notFound, ok } from '../route.ts';
import { namedRows, pageAnswer } from './page.ts';

type NamespaceSort = SortKey<(typeof namespaceSorts)[number]>;
const USUAL_SORT: readonly NamespaceSort[] = [{ key: 'name', descending: false }];

/** Reading; writes are in namespace-writes.ts. */
export const namespaceRoutes = (context: ConsoleContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/namespaces',
    needs: 'DescribeNamespaces',
    about: 'something',
    handle: (request) => list(context, request),
  },
  {
    method: 'get',
    path: '/namespaces/:name',
    needs: 'DescribeNamespaces',
    about: 'something',
    handle: (request) => one(context, request),
  },
];

function list(context: ConsoleContext, request: ConsoleRequest): Answer {
  const { state } = context;
  const { query, asker } = request;
  const params = new ParamReader(query);
  const sort = params.sort(namespaceSorts, USUAL_SORT);
  const q = query.get('q')?.trim().toLowerCase() ?? '';
  const hidden = query.get('hidden') === 'true';
  const viewOf = (name: string): NamespaceView | undefined => {
    const namespace = state.services.namespaces.get(name);
    return namespace === undefined ? undefined : namespaceView(state, namespace, asker.rights);
  };
  const all = () =>
    [...state.services.namespaces.keys()].filter(
      (name) =>
        (hidden || name !== HIDDEN_NAMESPACE) &&
        asker.rights.may('DescribeNamespaces', [namespaceRef(state, name)]),
    );
  return pageAnswer(context, request, params, {
    kind: 'namespaces',
    queryText: `q=${q}&hidden=${hidden}&sort=${formatSort(sort)}`,
    run() {
      const found = all()
        .filter((name) => name.toLowerCase().includes(q))
        .flatMap((name) => viewOf(name) ?? []);
      return { rows: { kind: 'namespaces', names: ordered(found, sort).map(({ name }) => name) } };
    },
    ...namedRows(viewOf),
    totalUnfiltered: () => all().length,
  });
}

function ordered(found: readonly NamespaceView[], sort: readonly NamespaceSort[]): NamespaceView[] {
  return [...found].sort((a, b) => {
    for (const { key, descending } of sort) {
      const difference =
        key === 'name' ? compareNaturally(a.name, b.name) : numberOf(a, key) - numberOf(b, key);
      if (difference !== 0) return descending ? -difference : difference;
    }
    return compareNaturally(a.name, b.name);
  });
}

function numberOf(view: NamespaceView, key: Exclude<NamespaceSort['key'], 'name'>): number {
  switch (key) {
    case 'services':
      return view.services;
    case 'share':
      return healthyShare(view.counts) ?? 2;
    case 'isolated':
      return view.counts.isolated;
    case 'changed':
      return view.changedAt ?? 0;
  }
}

function one({ state }: ConsoleContext, { params, asker }: ConsoleRequest): Answer {
  const name = decodeSegment(params.name ?? '');
  const namespace = state.services.namespaces.get(name);
  const refusal = notAllowed(asker, 'DescribeNamespaces', [namespaceRef(state, name)]);
  if (refusal !== null) return refusal;
  if (namespace === undefined) return notFound(`There is no namespace ${name}.`);
  const view = namespaceView(state, namespace, asker.rights);
  return ok(view, { etag: view.revision });
}
