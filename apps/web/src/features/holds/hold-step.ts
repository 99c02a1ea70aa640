/** What somebody opened the sheet for. */
export type HoldStep = 'look' | 'release' | 'discard';
