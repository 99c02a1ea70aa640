/** A length of time in the one or two units a person would say. */
export type Span = {
  unit: 'now' | 's' | 'm' | 'ms' | 'h' | 'hm' | 'd';
  d: number;
  h: number;
  m: number;
  s: number;
};

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** From then on nobody reads the seconds, and they are too long for a column. */
const FINE_SECONDS_UNTIL = 10 * MINUTE;

/**
 * `fine` keeps a second unit (3 min 12 s, 2 h 14 min) where it still says something; otherwise only the largest is kept. Rounded down: a thing
 * is a minute old once it is.
 */
export function spanOf(ms: number, fine: boolean): Span {
  const all = Math.max(0, Math.floor(ms / 1000));
  const span = {
    d: Math.floor(all / DAY),
    h: Math.floor((all % DAY) / HOUR),
    m: Math.floor((all % HOUR) / MINUTE),
    s: all % MINUTE,
  };
  return { unit: unitOf(all, span, fine), ...span };
}

function unitOf(all: number, span: { h: number; m: number; s: number }, fine: boolean): Span['unit'] {
  if (all >= DAY) return 'd';
  if (all >= HOUR) return fine && span.m > 0 ? 'hm' : 'h';
  if (all >= MINUTE) return fine && all < FINE_SECONDS_UNTIL ? 'ms' : 'm';
  return all === 0 ? 'now' : 's';
}

/** A countdown as on a clock: 12:04, 0:07; with hours 2:14:00. */
export function countdown(ms: number): string {
  const all = Math.max(0, Math.ceil(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor((all % HOUR) / MINUTE);
  const hours = Math.floor(all / HOUR);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(all % MINUTE)}` : `${minutes}:${two(all % MINUTE)}`;
}
