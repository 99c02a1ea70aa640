import type { HistoryBreak, OperationQuery } from '../../registry/store-port.ts';
import type { Retention } from '../retention.ts';
import type { Written } from './batch-writer.ts';
import type { Page } from './page-reader.ts';
import type { Pruned } from './pruning.ts';

/** Which commit was the last one. */
export interface LastCommit {
  readonly position: number;
  readonly batchId: string;
}

/** What the writing thread does when asked; one call after the other, in the order of asking. */
export interface WriterCalls {
  /** True when the process before this one did not close the store. */
  wasUnclean(): boolean;
  /** Begins to read the content from its start. */
  startLoad(): void;
  /** The last one is the end, again and again. */
  nextPage(): Page;
  commit(packed: ArrayBuffer): Written;
  /** Pages of 4 KiB that the log has. */
  logPages(): number;
  /** Brings the log into the database file as far as readers allow. */
  checkpoint(): void;
  /** Brings all of the log into the database file, or throws. */
  settle(): void;
  lastCommit(): LastCommit;
  clean(what: { readonly id: string } | { readonly beforeSeconds: number; readonly limit: number }): number;
  prune(nowMs: number, keep: Retention): Pruned;
  /** Leaves the files as a clean stop leaves them; unless `isSound`, so that the next start checks them. */
  close(isSound: boolean): void;
}

/** What the reading thread does when asked, while commits go on. */
export interface ReaderCalls {
  /** JSON of each. */
  operations(query: OperationQuery): readonly string[];
  operation(id: string): string | undefined;
  verifyHistory(): HistoryBreak | null;
  /** What is damaged, one line each; empty = sound. */
  quickCheck(): readonly string[];
  backup(toFile: string): void;
  /** As WriterCalls.checkpoint, while the writer goes on. */
  checkpoint(): void;
  close(): void;
}

/** Given to the thread at its start. */
export interface WorkerStart {
  readonly role: 'writer' | 'reader';
  readonly file: string;
}

/** Main thread → store thread. */
export interface CallMessage {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** Store thread → main thread. */
export type ReplyMessage =
  | { readonly kind: 'ready' }
  /** The data cannot be served; nothing else will come. */
  | { readonly kind: 'unusable'; readonly info: string }
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly info: string }
  /** The database handle must not be used any more; whatever was asked and is not answered never will be. */
  | { readonly kind: 'lost'; readonly info: string };
