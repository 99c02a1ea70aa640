import type { Limits } from './limits.ts';

/** What is wrong with how long something takes, or 'silent': time to ask for a sign of life. */
export type VitalSign = 'unfinished' | 'stalled' | 'silent' | 'dead';

/** Watches how long the other side of a connection takes for things. */
export class Vitals {
  readonly #limits: Limits;
  #heardAtMs: number;
  /** When something began that is not whole yet: preface, frame or header block. */
  #unfinishedSinceMs: number | undefined;
  #askedAtMs: number | undefined;
  #progressAtMs: number;
  #progress = 0;

  constructor(limits: Limits, nowMs: number) {
    this.#limits = limits;
    this.#heardAtMs = nowMs;
    this.#unfinishedSinceMs = nowMs;
    this.#progressAtMs = nowMs;
  }

  /** Bytes came. `hasFinished`: something became whole by them; `isWithin`: something else has begun, or goes on. */
  heard(nowMs: number, hasFinished: boolean, isWithin: boolean): void {
    this.#heardAtMs = nowMs;
    this.#askedAtMs = undefined;
    if (hasFinished || !isWithin) this.#unfinishedSinceMs = undefined;
    if (isWithin) this.#unfinishedSinceMs ??= nowMs;
  }

  /** Nothing was read for a while, by our own decision: nobody is to blame for that time. */
  resumed(nowMs: number): void {
    this.#heardAtMs = nowMs;
    this.#askedAtMs = undefined;
    this.#progressAtMs = nowMs;
    if (this.#unfinishedSinceMs !== undefined) this.#unfinishedSinceMs = nowMs;
  }

  /** To be asked about once a second. `progress`: grows as answers go out; `isWaiting`: some wait for windows. */
  check(nowMs: number, progress: number, isWaiting: boolean): VitalSign | undefined {
    const { patienceMs, stallMs, keepaliveMs, keepaliveAnswerMs } = this.#limits;
    if (progress !== this.#progress || !isWaiting) {
      this.#progress = progress;
      this.#progressAtMs = nowMs;
    }
    if (this.#unfinishedSinceMs !== undefined && nowMs - this.#unfinishedSinceMs > patienceMs)
      return 'unfinished';
    if (nowMs - this.#progressAtMs > stallMs) return 'stalled';
    if (this.#askedAtMs !== undefined)
      return nowMs - this.#askedAtMs > keepaliveAnswerMs ? 'dead' : undefined;
    if (nowMs - this.#heardAtMs <= keepaliveMs) return undefined;
    this.#askedAtMs = nowMs;
    return 'silent';
  }
}
