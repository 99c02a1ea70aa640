import { useCallback, useEffect, useRef, useState } from 'react';
import { isUnanswered, steadyWrite } from './steady-write.ts';

export type Writing =
  | { phase: 'idle' }
  | { phase: 'sending' }
  /** No answer has come for a while, or none will; it is asked again with the same key. */
  | { phase: 'asking' }
  | { phase: 'refused'; error: Error };

const SLOW_MS = 4_000;

/** One write at a time, sent until it is answered. `run` resolves to the answer, or undefined where it was refused. */
export function useWrite() {
  const [writing, setWriting] = useState<Writing>({ phase: 'idle' });
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  const run = useCallback(
    async <Answer>(
      send: (idempotencyKey: string) => Promise<Answer>,
    ): Promise<{ answer: Answer } | { error: Error }> => {
      const { signal } = (abort.current = new AbortController());
      setWriting({ phase: 'sending' });
      // A registry that hangs refuses nothing: whoever waits is told that it may have happened.
      const slow = setTimeout(() => setWriting({ phase: 'asking' }), SLOW_MS);
      try {
        const answer = await steadyWrite(send, () => setWriting({ phase: 'asking' }), signal);
        setWriting({ phase: 'idle' });
        return { answer };
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        if (!signal.aborted || !isUnanswered(error)) setWriting({ phase: 'refused', error });
        return { error };
      } finally {
        clearTimeout(slow);
      }
    },
    [],
  );
  const reset = useCallback(() => setWriting({ phase: 'idle' }), []);
  return { writing, busy: writing.phase === 'sending' || writing.phase === 'asking', run, reset };
}
