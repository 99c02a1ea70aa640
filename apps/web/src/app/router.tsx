import { decodeHosts } from '@cynosure/shared/console/path.ts';
import { createBrowserRouter, type LoaderFunctionArgs, redirect } from 'react-router';
import { queries } from '../lib/queries.ts';
import { links } from '../lib/registry/links.ts';
import { overviewQuery } from '../lib/registry/overview.ts';
import { sessionQuery } from '../lib/session.ts';
import { Boot } from './layout/boot.tsx';
import { PageCrash } from './layout/page-crash.tsx';

/**
 * Every page of the console. Pages are fetched when they are first opened; what a page reads is asked for while
 * its code is still on the way. The order of lines is the order of the specification's table of addresses.
 */
export const router = createBrowserRouter([
  { path: '/sign-in', lazy: () => import('../features/sign-in/sign-in-page.tsx'), HydrateFallback: Boot },
  {
    path: '/',
    lazy: () => import('./layout/shell.tsx'),
    loader: signedInOnly,
    shouldRevalidate: () => false,
    HydrateFallback: Boot,
    ErrorBoundary: PageCrash,
    children: [
      {
        ErrorBoundary: PageCrash,
        children: [
          { index: true, lazy: () => import('../features/overview/overview-page.tsx') },
          { path: 'services', lazy: () => import('../features/services/services-page.tsx') },
          { path: 'aliases', lazy: () => import('../features/services/aliases-page.tsx') },
          {
            path: 'services/:namespace/:service/:tab?',
            lazy: () => import('../features/service/service-page.tsx'),
          },
          { path: 'instances', lazy: () => import('../features/instances/instances-page.tsx') },
          { path: 'instances/:id/:tab?', lazy: () => import('../features/instance/instance-page.tsx') },
          { path: 'hosts', lazy: () => import('../features/hosts/hosts-page.tsx') },
          {
            path: 'hosts/:hosts',
            lazy: hostPage,
            children: [
              { path: 'instances', element: null },
              { path: 'activity', loader: activityOfHosts },
              { path: 'isolate', lazy: () => import('../features/isolate/isolate-host-sheet.tsx') },
            ],
          },
          { path: 'namespaces', lazy: () => import('../features/namespaces/namespaces-page.tsx') },
          {
            path: 'namespaces/:namespace',
            lazy: () => import('../features/namespaces/namespace-page.tsx'),
          },
          { path: 'access/:tab?/:id?', lazy: () => import('../features/access/access-page.tsx') },
          { path: 'clients', lazy: () => import('../features/clients/clients-page.tsx') },
          { path: 'clients/:client', lazy: () => import('../features/clients/client-page.tsx') },
          { path: 'isolations/:tab?', lazy: () => import('../features/isolations/isolations-page.tsx') },
          { path: 'settings/:section?', lazy: () => import('../features/settings/settings-page.tsx') },
          { path: 'activity/:operationId?', lazy: () => import('../features/activity/activity-page.tsx') },
          { path: '*', lazy: () => import('./layout/not-found-page.tsx') },
        ],
      },
    ],
  },
]);

/** The sheet that isolates is fetched behind the page, so that it is there when it is needed. */
async function hostPage() {
  const page = await import('../features/hosts/host-page.tsx');
  void import('../features/isolate/isolate-host-sheet.tsx');
  return page;
}

/** What was done on a host is a filter of the history. */
function activityOfHosts({ params }: LoaderFunctionArgs): Response {
  const [host = ''] = decodeHosts(params.hosts ?? '');
  return redirect(`${links.activity}?${new URLSearchParams({ host })}`);
}

/** Everything but the sign-in page is for people who are signed in; they come back to where they wanted to go. */
async function signedInOnly({ request }: LoaderFunctionArgs): Promise<null | Response> {
  // The rail's counts come from here; asking now saves the shell a round trip.
  void queries.prefetchQuery(overviewQuery);
  const session = await queries.ensureQueryData(sessionQuery);
  if (session.user) return null;
  const { pathname, search } = new URL(request.url);
  return redirect(
    pathname === '/' && !search ? '/sign-in' : `/sign-in?${new URLSearchParams({ next: pathname + search })}`,
  );
}
