import { destination, type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';

export type { Logger };

/** Structured log on standard error; standard output belongs to what was asked for. Secrets never come here. */
export const createLog = (level: LogLevel): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination({ fd: 2, sync: true }));
