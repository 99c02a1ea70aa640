import { type DestinationStream, destination, type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';

export type { Logger };

/**
 * What JSON leaves as it is and a terminal, or an eye, would obey: DEL and the controls of C1, line separators, marks
 * that turn the direction of writing.
 */
const OBEYED = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escaped = (line: string): string =>
  line.replace(OBEYED, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * Structured log on standard error, one line of JSON each, safe to look at in a terminal; standard output belongs to
 * what was asked for. Secrets never come here.
 */
export const createLog = (
  level: LogLevel,
  to: DestinationStream = destination({ fd: 2, sync: true }),
): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, hooks: { streamWrite: escaped } }, to);
