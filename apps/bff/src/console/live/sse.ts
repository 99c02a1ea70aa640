import type { LiveEvent } from '@cynosure/shared/console/events.ts';

/** One event of a `text/event-stream`. JSON holds no line breaks, so data is one line. */
export const sseText = ({ event, id, data }: LiveEvent): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
