/**
 * How the store is doing: what the console says over every page while it is not well. `sinceAt` = epoch ms; `info` of
 * `out` = why, one sentence, with which writes are refused meanwhile; of `damaged` = the first thing that a check of the
 * data found wrong. Reads and heartbeats go on in any case.
 */
export type StoreState =
  | { kind: 'well' }
  | { kind: 'slow'; sinceAt: number }
  | { kind: 'out'; sinceAt: number; info: string }
  | { kind: 'damaged'; info: string };

/** As anybody may know it: without what says why. */
export type OpenStoreState = { kind: StoreState['kind']; sinceAt?: number };
