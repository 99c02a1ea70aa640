const LONGEST_NAME = 64;
const RESERVED_NAME = 'polariadmin';
const NAME = /^[\u4E00-\u9FA5A-Za-z0-9_\-.]*$/u;

/** What is wrong with the name of an account (contract/auth.md §3.1). */
export type AccountNameFault = 'missing' | 'long' | 'character' | 'reserved';

export function faultOfAccountName(name: string): AccountNameFault | undefined {
  if (name === '') return 'missing';
  if (!NAME.test(name)) return 'character';
  if ([...name].length > LONGEST_NAME) return 'long';
  return name === RESERVED_NAME ? 'reserved' : undefined;
}

const SHORTEST_PASSWORD = 8;
const LONGEST_PASSWORD = 128;

/** What is wrong with a password; those that everybody knows the registry refuses by itself. */
export type PasswordFault = 'missing' | 'short' | 'long' | 'isName';

export function faultOfPassword(password: string, name: string): PasswordFault | undefined {
  if (password === '') return 'missing';
  const bytes = new TextEncoder().encode(password).length;
  if (bytes < SHORTEST_PASSWORD) return 'short';
  if (bytes > LONGEST_PASSWORD) return 'long';
  return password.toLowerCase() === name.toLowerCase() ? 'isName' : undefined;
}
