import { parentPort, workerData } from 'node:worker_threads';
import { keepCode } from '../../code-cache.mjs';
import { StoreUnusable } from '../../registry/store-port.ts';
import type { CallMessage, ReplyMessage, WorkerStart } from './calls.ts';
import { Reader } from './reader.ts';
import { leavesHandleSound } from './sqlite-errors.ts';
import { transferables } from './transferables.ts';
import { Writer } from './writer.ts';

/** Entry of the store's threads: the writing one and the reading one. Translates messages and decides nothing. */

const port = parentPort;
if (!port) throw new Error('sqlite-worker.ts runs in a worker thread');
const send = (message: ReplyMessage) => port.postMessage(message, transferables(message));

try {
  // Made by worker-link.ts.
  const { role, file } = workerData as WorkerStart;
  if (role === 'writer') serve(new Writer(file), (writer) => writer.limitLog());
  else serve(new Reader(file), () => {});
  send({ kind: 'ready' });
  keepCode();
} catch (error) {
  if (!(error instanceof StoreUnusable)) throw error;
  send({ kind: 'unusable', info: error.message });
  port.close();
}

/** Answers calls by the methods of `served`; runs `afterCommit` when the answer to a commit is on its way. */
function serve<T extends Writer | Reader>(served: T, afterCommit: (served: T) => void): void {
  port?.on('message', ({ id, name, args }: CallMessage) => {
    try {
      const value = methodOf(served, name)(...args);
      send({ kind: 'value', id, value });
      if (name === 'close') return port.close();
      if (isUnknown(value)) return lose(value.info);
      if (name === 'commit') afterCommit(served);
    } catch (error) {
      const info = error instanceof Error ? error.message : String(error);
      send({ kind: 'error', id, info });
      if (!leavesHandleSound(error)) lose(info);
    }
  });
}

/** No call is taken any more: core.md §2 forbids to go on over a handle that failed. */
function lose(info: string): void {
  send({ kind: 'lost', info });
  port?.close();
}

const isUnknown = (value: unknown): value is { readonly info: string } =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'unknown';

function methodOf(served: object, name: string): (...args: readonly unknown[]) => unknown {
  // The names and arguments come from a WorkerLink typed by WriterCalls or ReaderCalls.
  const method = (served as Record<string, unknown>)[name];
  if (typeof method !== 'function') throw new Error(`there is no call named ${name}`);
  return (...args) => method.apply(served, args);
}
