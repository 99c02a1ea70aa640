import { Beats } from './beats.ts';

/**
 * Time, handed in. No other file of the server asks for the time or sets a timer.
 *
 * `wallMs` is for people (epoch milliseconds; may jump). `monotonicMs` is for judging (milliseconds with
 * fractions, never goes back, stops while the machine sleeps). Timers run on monotonic time.
 */
export interface Clock {
  wallMs(): number;
  monotonicMs(): number;
  /** Calls `run` once after `ms`; returns how to cancel. */
  after(ms: number, run: () => void): Cancel;
  /** Calls `run` every `ms` until cancelled; the first time it may be a quarter of a second late. */
  every(ms: number, run: () => void): Cancel;
  /** Calls `run` after the event loop has looked at its sockets once more. */
  nextTurn(run: () => void): void;
}

export type Cancel = () => void;

const beats = new Beats();

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  every(ms, run) {
    if (Beats.fits(ms)) return beats.every(ms, run);
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
  nextTurn: (run) => {
    setImmediate(run);
  },
};

/** Epoch seconds, the resolution of `ctime` and `mtime` on the wire. */
export const wallSeconds = (clock: Clock): number => Math.floor(clock.wallMs() / 1000);
