import type { Clock } from './clock.ts';
import type { Logger } from './log.ts';

const AGAIN_AFTER_MS = 60_000;
const MOST_KINDS = 1000;

/**
 * Says each bug once a minute, with how often it came meanwhile: the same fault in every request must not
 * fill a disk. Answers what the parts of the server call with whatever escaped them.
 */
export function bugLog(log: Logger, clock: Clock): (error: unknown, where: string) => void {
  const said = new Map<string, { at: number; times: number }>();
  return (error, where) => {
    const kind = `${where} ${error instanceof Error ? error.message : String(error)}`;
    const now = clock.monotonicMs();
    const before = said.get(kind);
    if (before !== undefined && now - before.at < AGAIN_AFTER_MS) {
      before.times += 1;
      return;
    }
    if (said.size >= MOST_KINDS) said.clear();
    said.set(kind, { at: now, times: 0 });
    log.error({ err: error, where, timesSince: before?.times ?? 0 }, 'a bug; please report it');
  };
}
