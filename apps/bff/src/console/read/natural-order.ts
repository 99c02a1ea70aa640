/**
 * Orders texts as people read them: runs of digits by value, so `10.5.0.7` stands before `10.5.0.118` and
 * `4.9` before `4.10`; the rest by code unit. Never 0 for different texts, so the order is total.
 */
export function compareNaturally(a: string, b: string): number {
  if (a === b) return 0;
  const partsOfA = partsOf(a);
  const partsOfB = partsOf(b);
  const common = Math.min(partsOfA.length, partsOfB.length);
  for (let at = 0; at < common; at += 1) {
    const one = partsOfA[at] ?? '';
    const other = partsOfB[at] ?? '';
    if (one === other) continue;
    const difference = startsWithDigit(one) && startsWithDigit(other) ? compareDigits(one, other) : 0;
    if (difference !== 0) return difference;
    return one < other ? -1 : 1;
  }
  return partsOfA.length - partsOfB.length || (a < b ? -1 : 1);
}

const partsOf = (text: string): string[] => text.match(/\d+|\D+/g) ?? [];

const startsWithDigit = (text: string): boolean => text >= '0' && text < ':';

/** By value, however long: leading zeros do not count. */
function compareDigits(a: string, b: string): number {
  const one = a.replace(/^0+/, '');
  const other = b.replace(/^0+/, '');
  if (one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : one > other ? 1 : 0;
}
