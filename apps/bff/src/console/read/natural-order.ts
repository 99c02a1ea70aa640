/**
 * Orders texts as people read them: runs of digits by value, so `10.5.0.7` stands before `10.5.0.118` and
 * `4.9` before `4.10`; the rest by code unit. Never 0 for different texts, so the order is total.
 */
export function compareNaturally(a: string, b: string): number {
  if (a === b) return 0;
  return compareKeys(naturalKey(a), naturalKey(b)) || (a < b ? -1 : 1);
}

/** Sorts by a text of each; the keys are made once per item, not once per comparison. */
export function sortNaturally<T>(items: readonly T[], textOf: (item: T) => string): T[] {
  return items
    .map((item) => {
      const text = textOf(item);
      return { item, text, key: naturalKey(text) };
    })
    .sort((a, b) => compareKeys(a.key, b.key) || compareKeys(a.text, b.text))
    .map(({ item }) => item);
}

/**
 * A text whose plain order is the natural order of the original: the length of each number stands before it.
 * Written as a loop, because lists of many thousand hosts are ordered while somebody waits.
 */
function naturalKey(text: string): string {
  let key = '';
  let from = 0;
  for (let at = 0; at < text.length; ) {
    if (!isDigit(text, at)) {
      at += 1;
      continue;
    }
    let first = at;
    while (at < text.length && isDigit(text, at)) at += 1;
    key += text.slice(from, first);
    while (first < at - 1 && text.charCodeAt(first) === ZERO) first += 1;
    key += String.fromCharCode(ZERO - 1 + Math.min(at - first, 0x7f)) + text.slice(first, at);
    from = at;
  }
  return from === 0 ? text : key + text.slice(from);
}

const ZERO = 0x30;

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= ZERO && code <= ZERO + 9;
}

const compareKeys = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
