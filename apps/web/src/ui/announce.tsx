import { useSyncExternalStore } from 'react';

/**
 * What screen readers are told: one polite and one assertive region for the whole page. Polite sentences come at
 * most every five seconds, the newest wins; a busy registry must not talk without pause.
 */
const POLITE_EVERY_MS = 5_000;
let spoken = { polite: '', assertive: '' };
let nextPoliteAt = 0;
let waiting: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

export function announce(text: string): void {
  clearTimeout(waiting);
  const now = Date.now();
  waiting = setTimeout(
    () => {
      nextPoliteAt = Date.now() + POLITE_EVERY_MS;
      speak({ ...spoken, polite: text });
    },
    Math.max(0, nextPoliteAt - now),
  );
}

export const alarm = (text: string): void => speak({ ...spoken, assertive: text });

function speak(next: typeof spoken): void {
  spoken = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function Announcer() {
  const { polite, assertive } = useSyncExternalStore(subscribe, () => spoken);
  return (
    <>
      <div className="sr-only" aria-live="polite">
        {polite}
      </div>
      <div className="sr-only" aria-live="assertive">
        {assertive}
      </div>
    </>
  );
}
