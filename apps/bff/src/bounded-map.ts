import { LRUCache } from 'lru-cache';

/**
 * A map of at most so many entries, from which the one that was not used for longest goes first. It takes memory for
 * what it holds: with the library's own `max` it would reserve all of it at the start, 2 MiB for 100,000.
 */
export const boundedMap = <Key extends string, Value extends {}>(most: number): LRUCache<Key, Value> =>
  new LRUCache({ maxSize: most, sizeCalculation: () => 1 });
