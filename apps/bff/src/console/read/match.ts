/** Whether a text, or a number that may be missing, is one of those a filter wants. */
export type TextTest = (text: string) => boolean;
export type NumberTest = (value: number | null) => boolean;

/**
 * Values of one filter key (console/spec.md §3): any of the plain ones, and none of those with a leading `!`.
 * `*` at either end of a value stands for anything.
 */
export const textTest = (values: readonly string[]): TextTest => combined(values, oneText);

/** The same for numbers: `20`, `!20`, `<50`, `>0`. A missing number is only found by a negated value. */
export const numberTest = (values: readonly string[]): NumberTest => combined(values, oneNumber);

function combined<T>(
  values: readonly string[],
  testOf: (value: string) => (tested: T) => boolean,
): (tested: T) => boolean {
  const wanted = values.filter((value) => !value.startsWith('!')).map(testOf);
  const unwanted = values.filter((value) => value.startsWith('!')).map((value) => testOf(value.slice(1)));
  return (tested) =>
    (wanted.length === 0 || wanted.some((test) => test(tested))) && !unwanted.some((test) => test(tested));
}

function oneText(value: string): TextTest {
  if (value === '*') return (text) => text !== '';
  const open = value.startsWith('*');
  const rest = value.endsWith('*');
  const core = value.slice(open ? 1 : 0, rest ? -1 : undefined);
  if (open && rest) return (text) => text.includes(core);
  if (open) return (text) => text.endsWith(core);
  if (rest) return (text) => text.startsWith(core);
  return (text) => text === core;
}

function oneNumber(value: string): NumberTest {
  const sign = value[0];
  const number = Number(sign === '<' || sign === '>' ? value.slice(1) : value);
  if (sign === '<') return (tested) => tested !== null && tested < number;
  if (sign === '>') return (tested) => tested !== null && tested > number;
  return (tested) => tested === number;
}

/** The value if a filter names exactly one and nothing else: what an index can look up. */
export function onlyExact(values: readonly string[] | undefined): string | undefined {
  const [only, ...others] = values ?? [];
  if (only === undefined || others.length > 0) return undefined;
  return only.startsWith('!') || only.startsWith('*') || only.endsWith('*') ? undefined : only;
}
