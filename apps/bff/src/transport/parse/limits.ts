import type { Labels } from '../../registry/model.ts';

/** Longest names, in code points (contract/grpc-naming.md §2). */
export const MAX_NAMESPACE = 64;
export const MAX_SERVICE = 128;
export const MAX_HOST = 128;

/**
 * The longest text of those that the contract does not check. Where the reference leaves that to its store, the
 * store answers InvalidParameter; without an end one client could fill the memory.
 */
const MAX_UNCHECKED = 4096;

const MAX_LABELS = 64;
const MAX_LABEL_KEY = 128;
const MAX_LABEL_VALUE = 4096;

const NAME = /^[0-9A-Za-z\-./:_]+$/;

/** Whether a namespace or service may be called so; its length is checked apart. */
export const isName = (text: string | undefined): text is string => text !== undefined && NAME.test(text);

/** Whether a text has more code points than it may. Absent texts have none. */
export function isLonger(text: string | undefined, max: number): boolean {
  if (text === undefined || text.length <= max) return false;
  // A code point is at most two units, so most long texts need no counting.
  return text.length > 2 * max || [...text].length > max;
}

/** Whether one of some texts that have no limit of their own is beyond all measure. */
export const isEndless = (...texts: readonly (string | undefined)[]): boolean =>
  texts.some((text) => isLonger(text, MAX_UNCHECKED));

/** More labels than a thing may carry. */
export const hasTooManyLabels = (metadata: Labels): boolean => Object.keys(metadata).length > MAX_LABELS;

/** A key or value of a label that is longer than it may be. */
export const hasLongLabel = (metadata: Labels): boolean =>
  Object.entries(metadata).some(
    ([key, value]) => isLonger(key, MAX_LABEL_KEY) || isLonger(value, MAX_LABEL_VALUE),
  );

/** Labels of a message as a value of the domain, without prototype. */
export const labelsOf = (metadata: Labels): Labels => Object.assign(Object.create(null), metadata);

/** Texts of a list of wrappers. */
export const textsOf = (list: readonly { readonly value: string }[]): string[] =>
  list.map((one) => one.value);
