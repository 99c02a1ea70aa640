/** Whether a text fits a column of so many characters; lengths count characters, not UTF-16 units. */
export const fits = (text: string, length: number): boolean =>
  text.length <= length || [...text].length <= length;

/** The text as a column of so many characters can hold it; absent = empty. */
export const cut = (text: string | null | undefined, length: number): string =>
  text === null || text === undefined ? '' : fits(text, length) ? text : [...text].slice(0, length).join('');

/** The largest that a TIMESTAMP column holds. */
const LAST_SECOND = 2 ** 31 - 1;

/** Epoch seconds as the literal of a TIMESTAMP column, in UTC, which is the time zone of our sessions. */
export const moment = (seconds: number): string =>
  new Date(Math.min(Math.max(1, seconds), LAST_SECOND) * 1000).toISOString().slice(0, 19).replace('T', ' ');
