/** A CSS duration in milliseconds: `1200ms`, and `1.2s`, which minifiers make of it. */
export function durationMs(value: string): number | undefined {
  const [, number, unit] = /^\s*([\d.]+)(ms|s)\s*$/.exec(value) ?? [];
  return number === undefined ? undefined : Number(number) * (unit === 's' ? 1000 : 1);
}
