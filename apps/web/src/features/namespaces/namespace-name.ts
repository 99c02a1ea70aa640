export const LONGEST_NAME = 64;

/** What is wrong with the name of a namespace, or undefined: `0-9 A-Z a-z - . / : _`, at most 64. */
export type NameFault = { kind: 'missing' } | { kind: 'long' } | { kind: 'character'; character: string };

export function faultOfName(name: string): NameFault | undefined {
  const bad = /[^0-9A-Za-z\-./:_]/u.exec(name);
  if (bad) return { kind: 'character', character: bad[0] };
  if (name.length > LONGEST_NAME) return { kind: 'long' };
  return name === '' ? { kind: 'missing' } : undefined;
}
