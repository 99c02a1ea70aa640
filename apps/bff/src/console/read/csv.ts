/** One line of CSV (RFC 4180), without its line break. */
export const csvLine = (values: readonly (string | number | boolean | null)[]): string =>
  values.map((value) => csvField(value === null ? '' : String(value))).join(',');

/**
 * Texts come from clients, and spreadsheets run what begins like a formula: such a text gets an apostrophe in
 * front, which they show as text.
 */
function csvField(text: string): string {
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Epoch ms as ISO 8601, '' where it is not known. */
export const csvTime = (at: number | null): string =>
  at === null || at === 0 ? '' : new Date(at).toISOString();
