import { MOST_TOPICS } from '@cynosure/shared/console/events.ts';

/** Topics of one tab, as the holder of the connection knows them. */
export type Wanted = { topics: readonly string[]; heardAt: number };

/** A tab in the background gets its timers once a minute; one that has been silent for longer is gone. */
const FORGET_AFTER_MS = 150_000;

/**
 * What the holder's stream follows: its own topics, then those of the other tabs as far as there is room. Tabs for
 * which there is none are named: they open a connection of their own.
 */
export function unionOf(
  own: readonly string[],
  others: ReadonlyMap<string, Wanted>,
): { topics: string[]; alone: string[] } {
  const topics = new Set(own);
  const alone: string[] = [];
  for (const [tab, wanted] of others) {
    const more = wanted.topics.filter((topic) => !topics.has(topic));
    if (topics.size + more.length > MOST_TOPICS) alone.push(tab);
    else for (const topic of more) topics.add(topic);
  }
  return { topics: [...topics].sort(), alone };
}

/** Tabs that have not been heard for too long. */
export const silentTabs = (others: ReadonlyMap<string, Wanted>, now: number): string[] =>
  [...others].filter(([, { heardAt }]) => now - heardAt > FORGET_AFTER_MS).map(([tab]) => tab);
