import { Worker } from 'node:worker_threads';
import { StoreUnusable } from '../../registry/store-port.ts';
import type { CallMessage, ReplyMessage, WorkerStart } from './calls.ts';
import { transferables } from './transferables.ts';

/** The thread ended, or its handle failed, before it answered: what was asked may have been done or not. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
  /** True when the thread died, false when it gave up a database handle after a failure of the disk. */
  readonly died: boolean;

  constructor(info: string, died: boolean) {
    super(info);
    this.died = died;
  }
}

/** Each call of `Calls` as a question to the other thread. */
type Asked<Calls, K extends keyof Calls> = Calls[K] extends (...args: infer A) => infer R ? [A, R] : never;

/** One of the store's threads, as the main thread sees it. */
export class WorkerLink<Calls> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #ready = Promise.withResolvers<void>();
  #nextId = 1;
  #lost: WorkerLost | null = null;

  private constructor(start: WorkerStart) {
    const entry = new URL('./start-worker.js', import.meta.url);
    // Options of the process, such as the test runner's, are none of the thread's.
    this.#worker = new Worker(entry, { workerData: start, execArgv: [] });
    this.#worker.on('message', (reply: ReplyMessage) => this.#receive(reply));
    this.#worker.on('error', (error: Error) =>
      this.#lose(new WorkerLost(`the store's thread failed: ${error.message}`, true)),
    );
    this.#worker.on('exit', () => this.#lose(new WorkerLost("the store's thread ended", true)));
  }

  /** Starts the thread and waits until it has the database open. Rejects with StoreUnusable where it cannot. */
  static async start<Calls>(start: WorkerStart): Promise<WorkerLink<Calls>> {
    const link = new WorkerLink<Calls>(start);
    try {
      await link.#ready.promise;
    } catch (error) {
      await link.stop();
      throw error;
    }
    return link;
  }

  /** Why nothing can be asked any more, or null. */
  get lost(): WorkerLost | null {
    return this.#lost;
  }

  /** Asks; buffers among the arguments change hands. Rejects with WorkerLost when no answer will come. */
  ask<K extends keyof Calls & string>(name: K, ...args: Asked<Calls, K>[0]): Promise<Asked<Calls, K>[1]> {
    if (this.#lost) return Promise.reject(this.#lost);
    const id = this.#nextId++;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    const message: CallMessage = { id, name, args };
    this.#worker.postMessage(message, transferables(message));
    // The other side answers by the method of that name, so with its type.
    return waiting.promise as Promise<Asked<Calls, K>[1]>;
  }

  /** Ends the thread and waits until it has. */
  async stop(): Promise<void> {
    this.#lose(new WorkerLost("the store's thread was ended", false));
    await this.#worker.terminate();
  }

  /** Ends the thread as a failure of its own would, before any further answer of it is heard. For tests. */
  async kill(): Promise<void> {
    this.#worker.removeAllListeners('message');
    await this.#worker.terminate();
  }

  #receive(reply: ReplyMessage): void {
    switch (reply.kind) {
      case 'ready':
        this.#ready.resolve();
        break;
      case 'unusable':
        this.#ready.reject(new StoreUnusable(reply.info));
        break;
      case 'value':
        this.#take(reply.id)?.resolve(reply.value);
        break;
      case 'error':
        this.#take(reply.id)?.reject(new Error(reply.info));
        break;
      case 'lost':
        this.#lose(new WorkerLost(reply.info, false));
    }
  }

  #take(id: number): PromiseWithResolvers<unknown> | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #lose(why: WorkerLost): void {
    this.#lost ??= why;
    this.#ready.reject(this.#lost);
    for (const waiting of this.#waiting.values()) waiting.reject(this.#lost);
    this.#waiting.clear();
  }
}
