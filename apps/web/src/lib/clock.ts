import { useSyncExternalStore } from 'react';

/**
 * The server's time as far as this browser knows it: all `…At` come from there, and a laptop's clock may be
 * minutes off. The offset is taken from the freshest answers; network delay makes it late by less than a second.
 */
let offsetMs = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let second = Math.floor(Date.now() / 1000);

export const serverNow = (): number => Date.now() + offsetMs;

export function noteServerTime(at: number): void {
  const offset = at - Date.now();
  // Below a second it is delay, not a wrong clock; following it would make ages tremble.
  if (Math.abs(offset - offsetMs) > 1000) offsetMs = Math.abs(offset) > 1000 ? offset : 0;
}

/** The server's time, once a second. One timer serves the whole page, and none runs while nobody looks. */
export function useNow(): number {
  useSyncExternalStore(subscribe, () => second);
  return serverNow();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    second = Math.floor(Date.now() / 1000);
    for (const one of listeners) one();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
