import { isGuessable, KNOWN_BY_EVERYBODY } from './account-rules.ts';

/** In place of a hash: no password opens the account until somebody sets one. */
export const LOCKED = '!';

/** bcrypt as the reference writes it; a cost above 12 would take seconds of our time at each try. */
const BCRYPT = /^\$2[aby]\$(0[4-9]|1[0-2])\$[./0-9A-Za-z]{53}$/;

/** Whether this is a hash that a server of the reference made: good until the next sign-in (decision 28). */
export const isImportedHash = (hash: string): boolean => BCRYPT.test(hash);

/** Whether the password is the one behind an imported hash. */
export async function verifyImported(password: string, hash: string): Promise<boolean> {
  // Most registries never need it: its code is read by those that do.
  const { compare } = await import('bcryptjs');
  return compare(password, hash);
}

/** Whether the password behind an imported hash is one that everybody knows, or the account's own name. */
export async function isKnownDefault(name: string, hash: string): Promise<boolean> {
  for (const password of new Set([...KNOWN_BY_EVERYBODY, name])) {
    if (isGuessable(name, password) && (await verifyImported(password, hash))) return true;
  }
  return false;
}
