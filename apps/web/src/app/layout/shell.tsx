import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { HoldBanner } from '../../features/holds/hold-banner.tsx';
import { RunningNotice } from '../../features/isolate/bulk/running-notice.tsx';
import { useOverviewLive } from '../../features/overview/use-overview-live.ts';
import { live } from '../../lib/live/use-live.ts';
import { railPages } from '../../lib/registry/pages.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { Announcer } from '../../ui/announce.tsx';
import { copyText } from '../../ui/copy.ts';
import { fetchModals } from '../../ui/modal.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { showToast, Toasts } from '../../ui/toast.tsx';
import { Brand } from './brand.tsx';
import { Drawer } from './drawer.tsx';
import { EarlyKeys } from './early-keys.tsx';
import { EndingNotice } from './ending-notice.tsx';
import { OpenBanner } from './open-banner.tsx';
import { RailLinks } from './rail.tsx';
import { Sheets } from './sheets.tsx';
import { SignedOut } from './signed-out.tsx';
import { StaleBanner } from './stale-banner.tsx';
import { StoreBanner } from './store-banner.tsx';
import { TopBar } from './top-bar.tsx';

const Palette = onDemand(() => import('../../features/palette/palette.tsx').then((module) => module.default));
const UserMenu = onDemand(() => import('./user-menu.tsx').then((module) => module.default));
const ShortcutList = onDemand(() => import('./shortcut-list.tsx').then((module) => module.default));
const RailDrawer = onDemand(() => import('./rail-drawer.tsx').then((module) => module.default));

function fetchPalette(): void {
  fetchModals();
  Palette.ahead();
}

type Layer = { kind: 'palette'; opened: number } | { kind: 'shortcuts' } | { kind: 'rail' };

/** Rail, top bar and the page between them. */
export function Shell() {
  const t = useTranslations('shell');
  const [layer, setLayer] = useState<Layer>();
  const close = () => setLayer(undefined);
  const early = useRef('');
  const search = (text: string) => {
    early.current = text;
    // A palette that is open already, but has not got the focus yet, begins again with the new text.
    setLayer((before) => ({
      kind: 'palette',
      opened: (before?.kind === 'palette' ? before.opened : 0) + 1,
    }));
  };
  const typedEarly = useCallback((text: string) => {
    early.current += text;
  }, []);
  const navigate = useNavigate();
  useEffect(() => {
    live.start();
    return () => live.stop();
  }, []);
  useOverviewLive();
  useFocusOnNewPage();
  usePastedHost(search);
  useIdle(fetchPalette);
  useShortcuts({
    '/': () => search(''),
    'ctrl+k': () => search(''),
    '?': () => setLayer({ kind: 'shortcuts' }),
    p: () => (live.state().word === 'paused' ? live.resume() : live.pause()),
    y: () => void copyText(location.href).then((copied) => copied && showToast(t('linkCopied'))),
    ...Object.fromEntries(
      railPages.flatMap((page) => (page.letter ? [[`g ${page.letter}`, () => void navigate(page.to)]] : [])),
    ),
  });

  return (
    <>
      <a className="skip" href="#page">
        {t('skip')}
      </a>
      <div className="shell">
        <aside className="rail">
          <Brand />
          <RailLinks />
          <UserMenu onShortcuts={() => setLayer({ kind: 'shortcuts' })} />
        </aside>
        <div className="shell-main">
          <TopBar onSearch={() => search('')} onMenu={() => setLayer({ kind: 'rail' })} />
          <StaleBanner />
          <StoreBanner />
          <OpenBanner />
          <HoldBanner />
          <EndingNotice />
          <RunningNotice />
          <main className="page" id="page">
            <Outlet />
          </main>
          <Drawer />
        </div>
      </div>
      {layer?.kind === 'palette' ? (
        <>
          <EarlyKeys onText={typedEarly} />
          <Palette key={layer.opened} takeText={() => early.current} onClose={close} />
        </>
      ) : null}
      {layer?.kind === 'shortcuts' ? <ShortcutList onClose={close} /> : null}
      {layer?.kind === 'rail' ? (
        <RailDrawer onClose={close} onShortcuts={() => setLayer({ kind: 'shortcuts' })} />
      ) : null}
      <Sheets />
      <SignedOut />
      <Toasts />
      <Announcer />
    </>
  );
}

/** Fetches what will be wanted at once, when the first page has nothing left to do. */
function useIdle(load: () => void): void {
  useEffect(() => {
    const timer = setTimeout(load, 1_500);
    return () => clearTimeout(timer);
  }, [load]);
}

/** A new page is named to screen readers by focusing its heading; a tab of the same page is not a new page. */
function useFocusOnNewPage(): void {
  const { pathname, state } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    if (state?.keepFocus) return;
    document.querySelector<HTMLElement>('main h1')?.focus();
  }, [pathname, state]);
}

/** An address pasted anywhere but into a field is looked for. */
function usePastedHost(open: (text: string) => void): void {
  const latest = useRef(open);
  useLayoutEffect(() => {
    latest.current = open;
  });
  useLayoutEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const target = event.target;
      if (
        target instanceof HTMLElement &&
        target.closest('input, textarea, [contenteditable="true"], [role="dialog"]')
      )
        return;
      const text = event.clipboardData?.getData('text').trim();
      if (text) latest.current(text.slice(0, 2_000));
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, []);
}
