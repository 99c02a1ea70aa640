/** When an isolation ends, as a person chooses it. */
export const endChoices = ['never', 'm15', 'm30', 'h1', 'h3', 'until'] as const;
export type EndChoice = (typeof endChoices)[number];

export type Ends = {
  choice: EndChoice;
  /** Wall clock of the person's time zone, `2026-11-22T14:30`; only with `until`. */
  until: string;
};

export const noEnd: Ends = { choice: 'never', until: '' };

export const secondsOf: Readonly<Record<Exclude<EndChoice, 'never' | 'until'>, number>> = {
  m15: 15 * 60,
  m30: 30 * 60,
  h1: 3_600,
  h3: 3 * 3_600,
};

/** The choice of so many seconds; one that has no button is none. */
export function endOfSeconds(seconds: number): Ends {
  const choice = endChoices.find((one) => one !== 'never' && one !== 'until' && secondsOf[one] === seconds);
  return choice ? { choice, until: '' } : noEnd;
}

const LONGEST_MS = 30 * 86_400_000;

/** How the registry is told: nothing, a length, or an instant; undefined where the instant is missing or impossible. */
export function endFields(
  ends: Ends,
  now: number,
  timeZone: string | undefined,
): { durationSeconds?: number; endsAt?: number } | undefined {
  if (ends.choice === 'never') return {};
  if (ends.choice !== 'until') return { durationSeconds: secondsOf[ends.choice] };
  const endsAt = instantOf(ends.until, timeZone);
  if (endsAt === undefined || endsAt <= now || endsAt - now > LONGEST_MS) return undefined;
  return { endsAt };
}

/** Reads `for=30m` or `until=…` of an address. Lengths that have no button become an instant. */
export function endsFrom(address: URLSearchParams, now: number, timeZone: string | undefined): Ends {
  const seconds = secondsFrom(address.get('for'));
  if (seconds !== undefined) {
    const choice = endChoices.find((one) => one !== 'never' && one !== 'until' && secondsOf[one] === seconds);
    return choice
      ? { choice, until: '' }
      : { choice: 'until', until: wallClock(now + seconds * 1000, timeZone) };
  }
  const until = address.get('until');
  const at = until === null ? Number.NaN : /^\d{12,}$/.test(until) ? Number(until) : Date.parse(until);
  return Number.isFinite(at) ? { choice: 'until', until: wallClock(at, timeZone) } : noEnd;
}

function secondsFrom(text: string | null): number | undefined {
  const [, amount, unit] = /^(\d{1,5})([smhd])$/.exec(text ?? '') ?? [];
  if (!amount || !unit) return undefined;
  const seconds = Number(amount) * ({ s: 1, m: 60, h: 3_600, d: 86_400 }[unit] ?? 0);
  return seconds >= 60 && seconds * 1000 <= LONGEST_MS ? seconds : undefined;
}

/** An instant as the value of a `datetime-local` field in a time zone. */
export function wallClock(at: number, timeZone: string | undefined): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    ...(timeZone ? { timeZone } : {}),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** The instant at which clocks of the time zone show `local`; in a gap of summer time the one an hour later. */
export function instantOf(local: string, timeZone: string | undefined): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local)) return undefined;
  const asUtc = Date.parse(`${local}Z`);
  if (!Number.isFinite(asUtc)) return undefined;
  let at = asUtc;
  // The zone's offset is that of the instant looked for, so it is approached twice.
  for (let step = 0; step < 2; step += 1) at += asUtc - Date.parse(`${wallClock(at, timeZone)}Z`);
  return at;
}
