import type { ConnectionFacts } from './connection.ts';
import type { SseMessage } from './sse-reader.ts';

/** What the tabs of a browser say to each other about the one connection that they share. */
export type TabMessage =
  /** A tab follows these; `since` = where it has read. Also its sign of life. */
  | { kind: 'want'; tab: string; topics: readonly string[]; since: string | undefined; fresh: boolean }
  | { kind: 'gone'; tab: string }
  /** A tab that is looked at asks one that is not to give the connection up. */
  | { kind: 'yield'; tab: string }
  | { kind: 'reconnect' }
  /**
   * Of the tab that holds the connection. `opening`: the hello, and what holds since then for everybody. `alone`:
   * tabs whose topics it has no room for.
   */
  | {
      kind: 'facts';
      tab: string;
      facts: ConnectionFacts;
      opening: readonly SseMessage[];
      alone: readonly string[];
    }
  | { kind: 'message'; tab: string; message: SseMessage }
  | { kind: 'heard'; tab: string; position: string };

export const CHANNEL = 'cynosure.live.2';
