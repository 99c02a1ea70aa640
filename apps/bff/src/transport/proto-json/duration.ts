/** `google.protobuf.Duration` as its JSON text, e.g. `3s` or `0.250s`, and back. */
export interface DurationParts {
  readonly seconds: bigint;
  readonly nanos: number;
}

const FORM = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/;

/** Text with 0, 3, 6 or 9 digits of fraction, as protobuf JSON asks for. */
export function durationText({ seconds, nanos }: DurationParts): string {
  const sign = seconds < 0n || nanos < 0 ? '-' : '';
  const whole = seconds < 0n ? -seconds : seconds;
  if (nanos === 0) return `${sign}${whole}s`;
  const fraction = String(Math.abs(nanos))
    .padStart(9, '0')
    .replace(/(?:000){1,2}$/, '');
  return `${sign}${whole}.${fraction}s`;
}

/** The parts of a duration's text, or undefined when it is none. */
export function durationParts(text: string): DurationParts | undefined {
  const found = FORM.exec(text);
  if (!found) return undefined;
  const [, sign, whole = '0', fraction = ''] = found;
  const seconds = BigInt(whole);
  const nanos = Number(fraction.padEnd(9, '0'));
  return sign === '-' ? { seconds: -seconds, nanos: nanos === 0 ? 0 : -nanos } : { seconds, nanos };
}
