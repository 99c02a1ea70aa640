import { newKey } from './http.ts';
import { nobodyAnswered, RequestError } from './problem.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 8_000;

/**
 * Sends a write until somebody answers it. Whether a lost request has happened is not known, so it is sent again
 * with the same key: the registry then answers what it did and does nothing twice. `onUnanswered` is called
 * whenever no answer came; a refusal is an answer and is thrown. Rejects with the last failure once aborted.
 */
export async function steadyWrite<Answer>(
  send: (idempotencyKey: string) => Promise<Answer>,
  onUnanswered: () => void,
  signal: AbortSignal,
): Promise<Answer> {
  const key = newKey();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await send(key);
    } catch (error) {
      if (!isUnanswered(error) || signal.aborted) throw error;
      onUnanswered();
      await wait(error.retryAfterMs ?? pause, signal);
      if (signal.aborted) throw error;
    }
  }
}

/** No answer of the registry: nothing came, a proxy answered instead, or the first request is still running. */
export function isUnanswered(error: unknown): error is RequestError {
  if (!(error instanceof RequestError)) return false;
  return nobodyAnswered(error) || (error.status === 409 && error.retryAfterMs !== undefined);
}

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) return done();
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    function end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      done();
    }
  });
