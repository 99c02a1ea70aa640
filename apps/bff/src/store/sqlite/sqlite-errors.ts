/** Primary result codes of SQLite that are told apart here (sqlite.org/rescode.html). */
export const SQLITE = {
  PERM: 3,
  BUSY: 5,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  TOOBIG: 18,
  CONSTRAINT: 19,
  MISMATCH: 20,
  NOTADB: 26,
} as const;
type Code = (typeof SQLITE)[keyof typeof SQLITE];

/** The primary result code of an error that node:sqlite threw, or null when it is none. */
export function primaryCode(error: unknown): number | null {
  const code = error instanceof Error ? (error as { readonly errcode?: unknown }).errcode : undefined;
  return typeof code === 'number' ? code & 0xff : null;
}

export const isCode = (error: unknown, ...codes: readonly Code[]): boolean =>
  codes.some((code) => code === primaryCode(error));

/** True for failures before or instead of a write, after which SQLite can roll back for certain. */
export function leavesHandleSound(error: unknown): boolean {
  const code = primaryCode(error);
  return code === null || SOUND.has(code);
}

const SOUND: ReadonlySet<number> = new Set([
  SQLITE.BUSY,
  SQLITE.READONLY,
  SQLITE.FULL,
  SQLITE.TOOBIG,
  SQLITE.CONSTRAINT,
  SQLITE.MISMATCH,
]);

/** One sentence for a person: what is wrong with the data at `place`, and what to do. */
export function sentenceFor(error: unknown, place: string): string {
  switch (primaryCode(error)) {
    case SQLITE.FULL:
      return `The disk is full, so ${place} cannot be written: make room and start again.`;
    case SQLITE.READONLY:
    case SQLITE.PERM:
    case SQLITE.CANTOPEN:
      return `${place} cannot be opened for writing: make it writable for this user, or set CYNOSURE_DATA_DIR to another folder.`;
    case SQLITE.NOTADB:
      return `${place} is not a database of Cynosure, or it is damaged: move it away, or restore it from a backup.`;
    case SQLITE.CORRUPT:
      return `${place} is damaged: restore it from a backup.`;
    case SQLITE.IOERR:
      return `The disk fails to read or write ${place}: look at the system log, then start again.`;
    case SQLITE.BUSY:
      return `${place} is locked by another program: close that one and start again.`;
    default:
      return fileSystemSentence(error, place);
  }
}

function fileSystemSentence(error: unknown, place: string): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  switch (code) {
    case 'ENOSPC':
      return `The disk is full, so ${place} cannot be written: make room and start again.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
      return `${place} cannot be written: make it writable for this user, or set CYNOSURE_DATA_DIR to another folder.`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `${place} is not a folder: set CYNOSURE_DATA_DIR to one.`;
    default:
      return `${place} cannot be used: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
