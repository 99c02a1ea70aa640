/**
 * How the store is doing: what the console says over every page while it is not well. `sinceAt` = epoch ms; `info`
 * = why, one sentence, with which writes are refused meanwhile. Reads and heartbeats go on in any case.
 */
export type StoreState =
  | { kind: 'well' }
  | { kind: 'slow'; sinceAt: number }
  | { kind: 'out'; sinceAt: number; info: string };
