import type { Logger } from './log.ts';

/** The parts of the server whose log an operator can make louder or quieter, as the reference names them. */
export const LOG_SCOPES = ['default', 'naming', 'cache', 'config', 'healthcheck', 'auth', 'store'] as const;
export type LogScope = (typeof LOG_SCOPES)[number];

/** Levels as the API spells them, and as the logger does. */
const LEVELS: Readonly<Record<string, string>> = {
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  error: 'error',
  fatal: 'fatal',
  none: 'silent',
};
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'fatal', 'none'] as const;
const shownLevels = new Map(Object.entries(LEVELS).map(([shown, own]) => [own, shown]));

export type LevelChange = 'ok' | 'unknownScope' | 'unknownLevel';

/** One logger per part of the server, each with a level of its own that can be changed while it runs. */
export class LogScopes {
  readonly #loggers: ReadonlyMap<string, Logger>;

  constructor(log: Logger) {
    this.#loggers = new Map(LOG_SCOPES.map((scope) => [scope, log.child({ scope })]));
  }

  /** The logger of a part. */
  of(scope: LogScope): Logger {
    const logger = this.#loggers.get(scope);
    if (logger === undefined) throw new Error(`no logger for ${scope}`);
    return logger;
  }

  /** Every scope with its level, in order. */
  levels(): { readonly scope: string; readonly level: string }[] {
    return [...this.#loggers].map(([scope, { level }]) => ({
      scope,
      level: shownLevels.get(level) ?? level,
    }));
  }

  setLevel(scope: string, level: string): LevelChange {
    const logger = this.#loggers.get(scope);
    if (logger === undefined) return 'unknownScope';
    const own = Object.hasOwn(LEVELS, level) ? LEVELS[level] : undefined;
    if (own === undefined) return 'unknownLevel';
    logger.level = own;
    return 'ok';
  }
}
