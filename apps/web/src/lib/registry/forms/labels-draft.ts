/** Labels while they are edited: rows in the order in which they were typed; `id` tells rows with the same key apart. */
export type LabelRow = { id: number; key: string; value: string };

export const MOST_LABELS = 64;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 4096;

export type LabelFault = 'twice' | 'internal' | 'many' | 'longKey' | 'longValue' | 'emptyKey';

export const rowsOfLabels = (labels: Readonly<Record<string, string>>): LabelRow[] =>
  Object.entries(labels).map(([key, value], id) => ({ id, key, value }));

/** The labels as they will be stored, spaces around keys left out; rows without a key are none. */
export const labelsOfRows = (rows: readonly LabelRow[]): Record<string, string> =>
  Object.fromEntries(rows.map(({ key, value }) => [key.trim(), value]).filter(([key]) => key !== ''));

/** What is wrong with each row, by its id; a fault of all of them stands under the last one. */
export function faultsOfLabels(rows: readonly LabelRow[]): Map<number, LabelFault> {
  const faults = new Map<number, LabelFault>();
  const seen = new Set<string>();
  for (const { id, key: typed, value } of rows) {
    const key = typed.trim();
    if (key === '' && value.trim() !== '') faults.set(id, 'emptyKey');
    else if (key !== '' && seen.has(key)) faults.set(id, 'twice');
    else if (key.startsWith('internal-')) faults.set(id, 'internal');
    else if (key.length > LONGEST_KEY) faults.set(id, 'longKey');
    else if (value.length > LONGEST_VALUE) faults.set(id, 'longValue');
    if (key !== '') seen.add(key);
  }
  const last = rows.at(-1);
  if (seen.size > MOST_LABELS && last !== undefined) faults.set(last.id, 'many');
  return faults;
}

/** Lines of `key=value` or `key: value`, as they are pasted; undefined where the text is none of that. */
export function pastedLabels(text: string): { key: string; value: string }[] | undefined {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const pairs = lines.map((line) => /^\s*([^=:\s][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line));
  if (lines.length === 0 || pairs.some((pair) => pair === null)) return undefined;
  return pairs.map((pair) => ({ key: pair?.[1] ?? '', value: pair?.[2] ?? '' }));
}
