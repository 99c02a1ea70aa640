import type { LiveEvents } from '@cynosure/shared/console/events.ts';
import { useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { announce } from '../../ui/announce.tsx';
import { useShortcuts } from '../shortcuts.ts';

export type HeldState = {
  added: number;
  gone: number;
  moved: number;
  isGone: (id: string) => boolean;
  take: (drift: LiveEvents['set']) => void;
};

const QUIET_MS = 5_000;
const nothing = { added: 0, gone: [] as string[], moved: 0 };

/** What running the list's query again would change. It starts over with every result set. */
export function useHeldChanges(resultSet: string | undefined): HeldState {
  const [drift, setDrift] = useState({ resultSet, ...nothing });
  const current = drift.resultSet === resultSet ? drift : { resultSet, ...nothing };
  return useMemo(
    () => ({
      added: current.added,
      gone: current.gone.length,
      moved: current.moved,
      isGone: (id) => current.gone.includes(id),
      take: ({ added, gone, moved }) => setDrift({ resultSet, added, gone, moved }),
    }),
    [current.added, current.gone, current.moved, resultSet],
  );
}

/**
 * The pill "2 new, 1 gone — show". It is applied by a click or `.`; by itself only while the list stands at its
 * top and nobody has touched it for 5 s (console/spec.md §9).
 */
export function HeldChanges({
  held,
  onShow,
  busy,
}: {
  held: HeldState;
  onShow: () => unknown;
  busy?: boolean;
}) {
  const t = useTranslations('held');
  const { added, gone, moved } = held;
  const any = added + gone + moved > 0;
  const text = added + gone === 0 ? t('movedOnly') : t('some', { added, gone, moved });
  useShortcuts({ '.': () => any && onShow() });
  useEffect(() => {
    if (any) announce(text);
  }, [any, text]);
  useEffect(() => {
    if (!any || busy) return;
    const untouched = watchTouch();
    const timer = setInterval(() => {
      if (untouched.forMs() >= QUIET_MS && isAtTop()) onShow();
    }, 1000);
    return () => {
      clearInterval(timer);
      untouched.stop();
    };
  }, [any, busy, onShow]);
  if (!any) return null;
  return (
    <button type="button" className="held num" onClick={() => onShow()}>
      {text}
    </button>
  );
}

const list = (): Element | null => document.querySelector('main .scroll');
const isAtTop = (): boolean => (list()?.scrollTop ?? 0) === 0 && !list()?.contains(document.activeElement);

/** How long nothing has happened over or in the list. */
function watchTouch(): { forMs: () => number; stop: () => void } {
  let last = Date.now();
  const note = (event: Event) => {
    if (event.target instanceof Node && list()?.contains(event.target)) last = Date.now();
  };
  const kinds = ['pointermove', 'pointerdown', 'focusin', 'keydown', 'wheel'] as const;
  for (const kind of kinds) document.addEventListener(kind, note, { passive: true });
  return {
    forMs: () => Date.now() - last,
    stop: () => {
      for (const kind of kinds) document.removeEventListener(kind, note);
    },
  };
}
