import { createContext, createElement, type ReactNode, use, useMemo } from 'react';
import { useLocale, useTimeZone, useTranslations } from 'use-intl/react';
import { type Span, spanOf } from './time-span.ts';

const DAY_MS = 24 * 3_600_000;

/** Numbers and times as the person reads them: their language, their time zone, a 24-hour clock. */
export type Format = {
  number(value: number): string;
  /** 0 … 1 as per cent. */
  percent(share: number, digits?: number): string;
  /** "3 min"; `fine` "3 min 12 s". */
  span(ms: number, fine?: boolean): string;
  /** "2.8 s"; from a minute on as `span`. */
  shortSpan(ms: number): string;
  /** "3 min ago"; from a day on the date. */
  ago(at: number, now: number, fine?: boolean): string;
  /** "12 min left". */
  left(ms: number): string;
  /** 14:06:41, and the date before it if it is another day. */
  clock(at: number, now?: number): string;
  /** 14:06, and the date before it if it is another day than `now`. */
  minute(at: number, now: number): string;
  /** 14:06:41.208: for the history, where the order matters. */
  precise(at: number): string;
  /** "Sunday, 22 November", the year where it is another one than that of `now`. */
  day(at: number, now: number): string;
  /** The whole of it, with date and offset: for tooltips. */
  exact(at: number): string;
};

const Shared = createContext<Format | undefined>(undefined);

/** Makes what formats once for all parts of the console: a list has hundreds that show a time. */
export function FormatProvider({ children }: { children: ReactNode }) {
  const locale = useLocale();
  const timeZone = useTimeZone();
  const t = useTranslations('time');
  const format = useMemo(() => formatOf(locale, timeZone, t), [locale, timeZone, t]);
  return createElement(Shared, { value: format }, children);
}

/** For parts of the console, all of which stand under the provider. */
export function useFormat(): Format {
  const format = use(Shared);
  if (!format) throw new Error('useFormat stands outside of its provider.');
  return format;
}

/** Made when it is first asked for: the first one of a page takes long, and most pages need one or two. */
function onceAsked<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}

type TimeWords = ReturnType<typeof useTranslations<'time'>>;

function formatOf(locale: string, timeZone: string | undefined, t: TimeWords): Format {
  const zone = timeZone ? { timeZone } : {};
  const number = new Intl.NumberFormat(locale);
  const byDigits = new Map<number, Intl.NumberFormat>();
  const fixed = (digits: number): Intl.NumberFormat => {
    const known = byDigits.get(digits);
    if (known) return known;
    const made = new Intl.NumberFormat(locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    byDigits.set(digits, made);
    return made;
  };
  const inZone = (options: Intl.DateTimeFormatOptions, of = locale) =>
    onceAsked(() => new Intl.DateTimeFormat(of, { ...zone, ...options }));
  const clock = inZone({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const shortClock = inZone({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = inZone({ month: 'short', day: 'numeric' });
  const precise = inZone({
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  });
  const named = { weekday: 'long', day: 'numeric', month: 'long' } as const;
  const weekday = inZone(named, locale === 'en' ? 'en-GB' : locale);
  const weekdayOfYear = inZone({ ...named, year: 'numeric' }, locale === 'en' ? 'en-GB' : locale);
  const year = inZone({ year: 'numeric' }, 'en');
  const exact = inZone({
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'shortOffset',
  });
  const dayAndMinute = (at: number) => `${day().format(at)}, ${shortClock().format(at)}`;
  const isSameDay = (one: number, other: number) => day().format(one) === day().format(other);
  const two = (n: number) => String(n).padStart(2, '0');
  const parts = (span: Span) => ({
    d: number.format(span.d),
    h: String(span.h),
    m: String(span.m),
    s: String(span.s),
  });
  const fineParts = (span: Span) => ({
    ...parts(span),
    m: span.unit === 'hm' ? two(span.m) : String(span.m),
    s: span.unit === 'ms' ? two(span.s) : String(span.s),
  });

  return {
    number: (value) => number.format(value),
    percent: (share, digits = 0) => t('percent', { n: fixed(digits).format(share * 100) }),
    span: (ms, fine = false) => {
      const span = spanOf(ms, fine);
      return t(span.unit === 'now' ? 's' : span.unit, fineParts(span));
    },
    shortSpan: (ms) => {
      if (ms < 60_000) return t('s', { s: fixed(1).format(Math.max(0, ms) / 1000) });
      const span = spanOf(ms, true);
      return t(span.unit === 'now' ? 's' : span.unit, fineParts(span));
    },
    ago: (at, now, fine = false) => {
      if (now - at >= DAY_MS) return dayAndMinute(at);
      const span = spanOf(now - at, fine);
      return t(agoKey(span), fineParts(span));
    },
    left: (ms) => {
      const span = spanOf(ms, false);
      return t(
        span.unit === 'd' ? 'leftD' : span.unit === 'h' ? 'leftH' : span.unit === 'm' ? 'leftM' : 'leftS',
        parts(span),
      );
    },
    clock: (at, now = at) => (isSameDay(at, now) ? clock().format(at) : dayAndMinute(at)),
    minute: (at, now) => (isSameDay(at, now) ? shortClock().format(at) : dayAndMinute(at)),
    precise: (at) => precise().format(at),
    day: (at, now) => (year().format(at) === year().format(now) ? weekday : weekdayOfYear)().format(at),
    exact: (at) => exact().format(at),
  };
}

const agoKey = (span: Span) =>
  (({ now: 'agoNow', s: 'agoS', m: 'agoM', ms: 'agoMs', h: 'agoH', hm: 'agoHm', d: 'agoD' }) as const)[
    span.unit
  ];
