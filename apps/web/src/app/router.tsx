import { decodeHosts } from '@cynosure/shared/console/path.ts';
import type { ComponentType } from 'react';
import { createBrowserRouter, type LoaderFunctionArgs, redirect } from 'react-router';
import { firstPage } from '../lib/first-page.ts';
import { readList } from '../lib/list-state.ts';
import { queries } from '../lib/queries.ts';
import { links } from '../lib/registry/links.ts';
import {
  askedOf,
  clientsList,
  hostsList,
  instancesList,
  type NamedList,
  servicesList,
} from '../lib/registry/lists.ts';
import { overviewQuery } from '../lib/registry/overview.ts';
import { sessionQuery } from '../lib/session.ts';
import { PageCrash } from './layout/page-crash.tsx';
import { Shell } from './layout/shell.tsx';
import { type PageAddress, pages } from './pages.ts';

const files = import.meta.glob<{ Component: ComponentType }>('../features/*/*-page.tsx');

/**
 * Every page of the console. Pages are fetched when they are first opened; what a page reads is asked for while
 * its code is still on the way. The order of lines is the order of the specification's table of addresses.
 */
export const router = createBrowserRouter([
  { path: '/sign-in', lazy: code('/sign-in') },
  {
    path: '/',
    Component: Shell,
    loader: signedInOnly,
    shouldRevalidate: () => false,
    ErrorBoundary: PageCrash,
    children: [
      {
        ErrorBoundary: PageCrash,
        children: [
          { index: true, lazy: code('/') },
          { path: 'services', lazy: code('/services'), loader: reads(servicesList) },
          { path: 'aliases', lazy: code('/aliases') },
          {
            path: 'services/:namespace/:service/:tab?',
            lazy: code('/services/:namespace/:service/:tab?'),
          },
          { path: 'instances', lazy: code('/instances'), loader: reads(instancesList) },
          { path: 'instances/:id/:tab?', lazy: code('/instances/:id/:tab?') },
          { path: 'hosts', lazy: code('/hosts'), loader: reads(hostsList) },
          {
            path: 'hosts/:hosts',
            lazy: hostPage,
            children: [
              { path: 'instances', element: null },
              { path: 'activity', loader: activityOfHosts },
              { path: 'isolate', lazy: () => import('../features/isolate/isolate-host-sheet.tsx') },
            ],
          },
          { path: 'namespaces', lazy: code('/namespaces') },
          {
            path: 'namespaces/:namespace',
            lazy: code('/namespaces/:namespace'),
          },
          { path: 'access/:tab?/:id?', lazy: code('/access/:tab?/:id?') },
          { path: 'clients', lazy: code('/clients'), loader: reads(clientsList) },
          { path: 'clients/:client', lazy: code('/clients/:client') },
          { path: 'isolations/:tab?', lazy: code('/isolations/:tab?') },
          { path: 'settings/:section?', lazy: code('/settings/:section?') },
          { path: 'activity/:operationId?', lazy: code('/activity/:operationId?') },
          { path: '*', lazy: () => import('./layout/not-found-page.tsx') },
        ],
      },
    ],
  },
]);

/** Until the first page can be drawn; before that the frame of the document stands. */
export const firstPageReady = new Promise<void>((ready) => {
  if (router.state.initialized) return ready();
  const stop = router.subscribe(({ initialized }) => {
    if (!initialized) return;
    stop();
    ready();
  });
});

/** How the code of a page is fetched. */
function code(address: PageAddress): () => Promise<{ Component: ComponentType }> {
  const load = files[`../features/${pages[address]}.tsx`];
  if (load === undefined) throw new Error(`There is no ${pages[address]}.tsx.`);
  return load;
}

/** The sheet that isolates is fetched behind the page, so that it is there when it is needed. */
async function hostPage() {
  const page = await code('/hosts/:hosts/:tab?')();
  void import('../features/isolate/isolate-host-sheet.tsx');
  return page;
}

/** Asks for the first page of a list while the code that will show it, and the session, are on their way. */
function reads<Query extends object>(list: NamedList<Query>) {
  return ({ request }: LoaderFunctionArgs): null => {
    const address = readList(list.fields, list.sorts, new URL(request.url).searchParams);
    void queries.prefetchQuery(firstPage(askedOf(list, address)));
    return null;
  };
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
