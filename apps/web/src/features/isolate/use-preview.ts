import type { LiveEvent } from '@cynosure/shared/console/events.ts';
import type { Preview } from '@cynosure/shared/console/preview.ts';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { useLive } from '../../lib/live/use-live.ts';
import { changedRows } from './plan.ts';
import { disagrees } from './preview-freshness.ts';

type Shown<Asked extends Preview> = {
  shown: Asked | undefined;
  /** Newer than what is shown, while that is held. */
  waiting: Asked | undefined;
  /** Rows that look different from what was shown before. */
  changed: ReadonlySet<string>;
  /** They were pointed out by the server: the mark stays. */
  marked: boolean;
  error: Error | undefined;
  held: boolean;
};

type Step<Asked extends Preview> =
  | { do: 'take'; preview: Asked; force?: boolean }
  | { do: 'fail'; error: Error }
  | { do: 'hold'; held: boolean }
  | { do: 'show' }
  | { do: 'settle' };

const nothing: ReadonlySet<string> = new Set();
/** A busy service changes many times a second; reading along that fast helps nobody. */
const AGAIN_AFTER_MS = 1_500;
/** As long as a changed cell of a list is lit; long enough where nothing fades. */
const LIT_MS = 1_200;

/**
 * A preview that follows the registry while a sheet is open: read again when the hosts or services that it names
 * change. While it is held (the confirm button has the focus or the pointer) what is shown stands still.
 */
export function usePreview<Asked extends Preview>(ask: () => Promise<Asked>, topics: readonly string[]) {
  const [state, step] = useReducer(reduce<Asked>, undefined, start<Asked>);
  const asking = useRef(ask);
  asking.current = ask;
  const run = useRef({
    busy: false,
    again: false,
    closed: false,
    timer: undefined as ReturnType<typeof setTimeout> | undefined,
  });

  const read = useCallback(async (): Promise<Asked | undefined> => {
    const { current } = run;
    if (current.busy) {
      current.again = true;
      return undefined;
    }
    current.busy = true;
    try {
      const preview = await asking.current();
      if (!current.closed) step({ do: 'take', preview });
      return preview;
    } catch (error) {
      if (!current.closed)
        step({ do: 'fail', error: error instanceof Error ? error : new Error(String(error)) });
      return undefined;
    } finally {
      current.busy = false;
      if (current.again && !current.closed) later();
      current.again = false;
    }
  }, []);

  const later = () => {
    const { current } = run;
    current.timer ??= setTimeout(() => {
      current.timer = undefined;
      void read();
    }, AGAIN_AFTER_MS);
  };

  useEffect(() => {
    const { current } = run;
    current.closed = false;
    void read();
    return () => {
      current.closed = true;
      clearTimeout(current.timer);
      current.timer = undefined;
    };
  }, [read]);

  const { changed, marked } = state;
  useEffect(() => {
    if (changed.size === 0 || marked) return;
    const timer = setTimeout(() => step({ do: 'settle' }), LIT_MS);
    return () => clearTimeout(timer);
  }, [changed, marked]);

  const newest = state.waiting ?? state.shown;
  useLive(topics, newest?.position, {
    onEvent: (event: LiveEvent) => newest && disagrees(newest, event) && later(),
    onResync: () => read(),
  });

  return {
    ...state,
    /** How many rows look different in what waits. */
    waitingRows: state.shown && state.waiting ? changedRows(state.shown, state.waiting).size : 0,
    read,
    /** Takes a preview that the server handed out with a refusal, also while held. */
    replace: useCallback((preview: Asked) => step({ do: 'take', preview, force: true }), []),
    hold: useCallback((held: boolean) => step({ do: 'hold', held }), []),
    show: useCallback(() => step({ do: 'show' }), []),
  };
}

const start = <Asked extends Preview>(): Shown<Asked> => ({
  shown: undefined,
  waiting: undefined,
  changed: nothing,
  marked: false,
  error: undefined,
  held: false,
});

function reduce<Asked extends Preview>(state: Shown<Asked>, step: Step<Asked>): Shown<Asked> {
  switch (step.do) {
    case 'fail':
      return { ...state, error: step.error };
    case 'hold':
      return state.held === step.held ? state : { ...(step.held ? state : shownNow(state)), held: step.held };
    case 'show':
      return shownNow(state);
    case 'settle':
      return { ...state, changed: nothing };
    case 'take': {
      const { shown } = state;
      const changed = shown ? changedRows(shown, step.preview) : nothing;
      if (state.held && shown && !step.force) {
        // Nothing that can be seen has changed: the newer one takes the place at once.
        if (changed.size > 0) return { ...state, waiting: step.preview, error: undefined };
        return { ...state, shown: step.preview, waiting: undefined, error: undefined };
      }
      return {
        ...state,
        shown: step.preview,
        waiting: undefined,
        changed,
        marked: step.force ?? false,
        error: undefined,
      };
    }
  }
}

function shownNow<Asked extends Preview>(state: Shown<Asked>): Shown<Asked> {
  const { shown, waiting } = state;
  if (!waiting) return state;
  return {
    ...state,
    shown: waiting,
    waiting: undefined,
    changed: shown ? changedRows(shown, waiting) : nothing,
    marked: false,
  };
}
