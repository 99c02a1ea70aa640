import { ScalarType } from '@bufbuild/protobuf';

/** A value that fits, or what should have stood there. */
export type ScalarRead =
  | { readonly value: string | number | bigint | boolean | Uint8Array }
  | { readonly wanted: string };

const INTEGER = /^-?\d{1,20}$/;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

interface Range {
  readonly min: bigint;
  readonly max: bigint;
  /** Held as bigint in messages. */
  readonly wide: boolean;
}

const range = (signed: boolean, bits: bigint): Range => ({
  min: signed ? -(1n << (bits - 1n)) : 0n,
  max: (signed ? 1n << (bits - 1n) : 1n << bits) - 1n,
  wide: bits === 64n,
});

const INT32 = range(true, 32n);
const UINT32 = range(false, 32n);
const INT64 = range(true, 64n);
const UINT64 = range(false, 64n);

const RANGES: ReadonlyMap<ScalarType, Range> = new Map([
  [ScalarType.INT32, INT32],
  [ScalarType.SINT32, INT32],
  [ScalarType.SFIXED32, INT32],
  [ScalarType.UINT32, UINT32],
  [ScalarType.FIXED32, UINT32],
  [ScalarType.INT64, INT64],
  [ScalarType.SINT64, INT64],
  [ScalarType.SFIXED64, INT64],
  [ScalarType.UINT64, UINT64],
  [ScalarType.FIXED64, UINT64],
]);

/** A bare JSON value as a scalar of a message; never coerced, except that numbers may be quoted. */
export function readScalar(type: ScalarType, value: unknown): ScalarRead {
  const integers = RANGES.get(type);
  if (integers) return readInteger(integers, value);
  switch (type) {
    case ScalarType.STRING:
      return typeof value === 'string' ? { value: value.toWellFormed() } : { wanted: 'a text' };
    case ScalarType.BOOL:
      return typeof value === 'boolean' ? { value } : { wanted: 'true or false' };
    case ScalarType.BYTES:
      return typeof value === 'string' && BASE64.test(value)
        ? { value: Buffer.from(value, 'base64') }
        : { wanted: 'base64 text' };
    default:
      return readFloat(value);
  }
}

function readInteger({ min, max, wide }: Range, value: unknown): ScalarRead {
  const wanted = { wanted: `a whole number from ${min} to ${max}` };
  // Beyond 2^53 an unquoted number has lost its last digits before anybody could look at them.
  if (
    typeof value === 'number'
      ? !Number.isSafeInteger(value)
      : typeof value !== 'string' || !INTEGER.test(value)
  ) {
    return wanted;
  }
  const number = BigInt(value as number | string);
  if (number < min || number > max) return wanted;
  return { value: wide ? number : Number(number) };
}

function readFloat(value: unknown): ScalarRead {
  if (typeof value === 'number') return { value };
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isNaN(number) ? { wanted: 'a number' } : { value: number };
}
