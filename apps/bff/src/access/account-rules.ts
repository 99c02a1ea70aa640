/** What names and passwords of accounts may look like. Pure; used by config.ts, by set-up and by the doors. */

const NAME = /^[\u4E00-\u9FA5A-Za-z0-9_\-.]+$/;
const NAME_MAX = 64;
const RESERVED_NAME = 'polariadmin';

export const ALLOWED_NAME = `1 to ${NAME_MAX} letters, digits or Chinese characters, or _ - . between them`;

/** contract/auth.md §3.1; `polariadmin` is reserved there. */
export const isAccountName = (name: string): boolean =>
  [...name].length <= NAME_MAX && NAME.test(name) && name !== RESERVED_NAME;

const PASSWORD_MIN_BYTES = 8;
const PASSWORD_MAX_BYTES = 128;

export const ALLOWED_PASSWORD = `${PASSWORD_MIN_BYTES} to ${PASSWORD_MAX_BYTES} bytes, and neither the name of the account nor a password that everybody knows`;

/** Passwords that other registries are shipped with; whoever looks for open doors tries them first. */
export const KNOWN_BY_EVERYBODY: ReadonlySet<string> = new Set([
  'polaris',
  'polarismesh',
  'polarismesh@2021',
  'polaris@2021',
  'nacos',
  'admin',
  'cynosure',
  'password',
  'changeme',
  '12345678',
]);

/** Whether the length is right. The reference's own limits, 6 and 17 bytes, hold for its own routes only. */
export const hasPasswordLength = (password: string): boolean => {
  const bytes = Buffer.byteLength(password);
  return bytes >= PASSWORD_MIN_BYTES && bytes <= PASSWORD_MAX_BYTES;
};

/** Whether a password protects nothing: anybody would guess it. */
export const isGuessable = (name: string, password: string): boolean =>
  password.toLowerCase() === name.toLowerCase() || KNOWN_BY_EVERYBODY.has(password.toLowerCase());

/**
 * The one guessable pair that may be set, by configuration and on loopback only: the recorded cases of the
 * reference sign in with it (decision 21).
 */
export const isReferenceDefault = (name: string, password: string): boolean =>
  name === 'polaris' && password === 'polaris';
