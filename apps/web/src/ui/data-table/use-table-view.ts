import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { usePreferences } from '../../lib/preferences.ts';
import { useMedia } from '../use-media.ts';

/** Two lines and the space around them; the same as in table.css. */
const CARD_HEIGHT = 65;

export type TableView = {
  scroller: RefObject<HTMLDivElement | null>;
  /** Rows are cards: a narrow screen. */
  narrow: boolean;
  rowHeight: number;
  top: number;
  height: number;
  width: number;
  onScroll: () => void;
  /** Scrolls as little as needed for the row to be seen whole. */
  scrollTo: (index: number) => void;
};

type Asked = {
  hasCards: boolean;
  rowHeight: number | undefined;
  /** Where the list begins once its rows are there; looked at once. */
  startAt: number | undefined;
  ready: boolean;
};

/** How much of a table is seen, and at which height its rows stand. */
export function useTableView({ hasCards, rowHeight: fixed, startAt, ready }: Asked): TableView {
  const scroller = useRef<HTMLDivElement>(null);
  const { density } = usePreferences();
  const narrow = useMedia('(max-width: 640px)') && hasCards;
  const coarse = useMedia('(pointer: coarse)');
  const [view, setView] = useState({ top: 0, height: 800, width: 1200 });
  // Density and pointer change what the style sheet says.
  const rowHeight = useMemo(
    () => (narrow ? CARD_HEIGHT : (fixed ?? cssPixels('--cy-row'))),
    [narrow, fixed, density, coarse],
  );
  const measure = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    const next = { top: box.scrollTop, height: box.clientHeight, width: box.clientWidth };
    setView((before) =>
      before.top === next.top && before.height === next.height && before.width === next.width ? before : next,
    );
  }, []);
  useLayoutEffect(() => {
    measure();
    const watcher = new ResizeObserver(measure);
    if (scroller.current) watcher.observe(scroller.current);
    return () => watcher.disconnect();
  }, [measure]);

  const started = useRef(false);
  useLayoutEffect(() => {
    if (!ready || started.current) return;
    started.current = true;
    if (scroller.current && startAt) scroller.current.scrollTop = startAt * rowHeight;
  }, [ready, startAt, rowHeight]);

  const scrollTo = useCallback(
    (index: number) => {
      const box = scroller.current;
      if (!box) return;
      const head = narrow ? 0 : cssPixels('--cy-head');
      const top = index * rowHeight;
      const bottom = top + rowHeight + head;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
    },
    [narrow, rowHeight],
  );
  return { scroller, narrow, rowHeight, ...view, onScroll: measure, scrollTo };
}

const cssPixels = (name: string): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue(name)) || 34;
