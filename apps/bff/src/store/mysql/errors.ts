import { type MysqlAddress, shownAddress } from './address.ts';

/** A batch that the store will not write; `message` is one sentence. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Numbers of the server's errors that are dealt with. */
const ERRNO = {
  accessDenied: new Set([1044, 1045, 1698]),
  unknownDatabase: new Set([1049]),
  tooManyConnections: new Set([1040, 1203, 1226]),
  /** Lock wait timeout, deadlock: the same again may well succeed. */
  transient: new Set([1205, 1213]),
  readOnly: new Set([1290, 1792, 1836]),
  noRoom: new Set([1021, 1114, 3]),
  packetTooLarge: new Set([1153]),
  unknownVariable: new Set([1193]),
  notAllowed: new Set([1142, 1143, 1227, 1370]),
} as const;

type Kind = keyof typeof ERRNO;

/** The server's number of an error, where it has answered with one. */
function errnoOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errno' in error)) return undefined;
  return typeof error.errno === 'number' && error.errno > 0 ? error.errno : undefined;
}

export const isServerError = (error: unknown, kind: Kind): boolean => {
  const errno = errnoOf(error);
  return errno !== undefined && ERRNO[kind].has(errno);
};

/**
 * Whether the connection is of no use any more: whatever was sent last may or may not have happened. Everything
 * that the server did not answer itself counts, and what it says when it ends the connection.
 */
export function isConnectionLost(error: unknown): boolean {
  const errno = errnoOf(error);
  if (errno === undefined) return !(error instanceof Refusal);
  // Shutdown, killed, idle for too long in a transaction, network errors of the server's side.
  return [1053, 1080, 1152, 1156, 1158, 1159, 1160, 1161, 1184, 1927, 4031].includes(errno);
}

/** One sentence for a person; never the statement, whose values may be anything, nor the password. */
export function sentenceOf(error: unknown, address: MysqlAddress): string {
  const where = shownAddress(address);
  if (error instanceof Refusal) return error.message;
  if (isServerError(error, 'accessDenied')) return `The database ${where} refuses the user or the password.`;
  if (isServerError(error, 'unknownDatabase')) return `There is no database ${where}; create it first.`;
  if (isServerError(error, 'tooManyConnections'))
    return `The database ${where} has no connection left for us.`;
  if (isServerError(error, 'transient')) return `Others hold locks in the database ${where} for too long.`;
  if (isServerError(error, 'readOnly')) return `The database ${where} is read-only.`;
  if (isServerError(error, 'noRoom')) return `The disk of the database ${where} is full.`;
  if (isServerError(error, 'packetTooLarge'))
    return `A row is larger than max_allowed_packet of the database ${where}.`;
  if (isServerError(error, 'notAllowed')) {
    return `The user of the database ${where} lacks a privilege; it needs all of them on that database.`;
  }
  const errno = errnoOf(error);
  if (errno !== undefined) return `The database ${where} refused it with error ${errno}.`;
  return `The database ${where} cannot be reached${codeOf(error)}.`;
}

/** A short code such as ECONNREFUSED; a message of the driver might repeat what was sent. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^[A-Z_]{3,40}$/.test(code) ? ` (${code})` : '';
}
