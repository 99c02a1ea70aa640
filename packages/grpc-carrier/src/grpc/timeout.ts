const MS_OF: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/** Milliseconds of a `grpc-timeout` (at most eight digits and a unit); undefined when it is unreadable. */
export function timeoutMs(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,8})([HMSmun])$/.exec(text) ?? [];
  const ms = MS_OF[unit];
  return digits === undefined || ms === undefined ? undefined : Number(digits) * ms;
}
