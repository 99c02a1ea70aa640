import { useEffect, useRef, useState } from 'react';
import { durationMs } from '../css-value.ts';

/**
 * True for the time of a highlight after `value` has changed; never on first sight, nor when `identity` changes,
 * because then another row has come into the place.
 */
export function useChanged(value: unknown, identity: string): boolean {
  const before = useRef({ value, identity });
  const [until, setUntil] = useState(0);
  useEffect(() => {
    const { value: old, identity: who } = before.current;
    before.current = { value, identity };
    if (who !== identity || Object.is(old, value)) return;
    const flash = flashMs();
    setUntil(Date.now() + flash);
    const timer = setTimeout(() => setUntil(0), flash);
    return () => clearTimeout(timer);
  }, [value, identity]);
  return until > 0;
}

/** As the tokens have it: longer and without fading where motion is not wanted. */
const flashMs = (): number =>
  durationMs(getComputedStyle(document.documentElement).getPropertyValue('--cy-flash-for')) ?? 1200;
