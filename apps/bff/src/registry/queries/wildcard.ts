/** A name filter of a list: says whether a name fits. */
export type NameTest = (name: string) => boolean;

/**
 * `x*`, `*x` and `*x*` are wildcards, a star elsewhere is a character like any other; without one the whole
 * name must be the same (contract/http-naming.md §2, §5).
 */
export function nameTest(pattern: string): NameTest {
  const open = pattern.startsWith('*');
  const rest = open ? pattern.slice(1) : pattern;
  const close = rest.endsWith('*');
  const core = close ? rest.slice(0, -1) : rest;
  if (pattern === '*') return () => true;
  if (open && close) return (name) => name.includes(core);
  if (open) return (name) => name.endsWith(core);
  if (close) return (name) => name.startsWith(core);
  return (name) => name === pattern;
}

export const isWildcard = (pattern: string): boolean => pattern.startsWith('*') || pattern.endsWith('*');

/** The same for a wildcard without regard to letter case; without a wildcard case counts (contract §3). */
export function looseNameTest(pattern: string): NameTest {
  if (!isWildcard(pattern)) return (name) => name === pattern;
  const test = nameTest(pattern.toLowerCase());
  return (name) => test(name.toLowerCase());
}
