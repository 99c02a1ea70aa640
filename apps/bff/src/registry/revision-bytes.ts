/** A revision is 32 hex as text and 16 bytes in a column. */
export const REVISION_BYTES = 16;
export const REVISION_DIGITS = 32;

const DIGITS = Buffer.from('0123456789abcdef');
const DIGIT_9 = 57;

/** Writes the bytes that a revision's text stands for. */
export function packRevision(text: string, into: Uint8Array, at: number): void {
  for (let i = 0; i < REVISION_BYTES; i += 1) {
    into[at + i] = (nibble(text.charCodeAt(i * 2)) << 4) | nibble(text.charCodeAt(i * 2 + 1));
  }
}

/** Writes a revision's text as bytes, from its bytes at `from`. */
export function spellRevision(bytes: Uint8Array, from: number, into: Uint8Array, at: number): void {
  for (let i = 0; i < REVISION_BYTES; i += 1) {
    const byte = bytes[from + i] ?? 0;
    into[at + i * 2] = DIGITS[byte >> 4] ?? 0;
    into[at + i * 2 + 1] = DIGITS[byte & 15] ?? 0;
  }
}

const nibble = (digit: number): number => (digit <= DIGIT_9 ? digit - 48 : digit - 87);
