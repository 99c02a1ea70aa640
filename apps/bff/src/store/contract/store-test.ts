import type { Harness } from './harness.ts';

/** One test of the contract, on a newborn store. Its name is a sentence about every store. */
export type StoreTest = (harness: Harness) => Promise<void>;
