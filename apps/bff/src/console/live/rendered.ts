import type { LiveEvent } from '@cynosure/shared/console/events.ts';

/** An event without its place; a set that is gone answers `evicted` instead. */
export type Rendered = LiveEvent[] | 'evicted';
