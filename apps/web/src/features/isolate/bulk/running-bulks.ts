import type { BulkDraft } from './bulk-kind.ts';

/** What this page knows of the bulk commands that it started, beyond what the server tells. */
type Started = { selection: string };

const started = new Map<string, Started>();
/** What a form begins with, by selection: a retry asks for the same again. */
const drafts = new Map<string, BulkDraft>();

export const noteStarted = (operation: string, of: Started): void => void started.set(operation, of);
export const startedBulk = (operation: string): Started | undefined => started.get(operation);

export const beginWith = (selection: string, draft: BulkDraft): void => void drafts.set(selection, draft);
export const beginningOf = (selection: string): BulkDraft | undefined => drafts.get(selection);
