import { useCallback, useEffect, useRef, useState } from 'react';
import { isUnanswered, steadyWrite } from './steady-write.ts';

export type Writing =
  | { phase: 'idle' }
  | { phase: 'sending' }
  /** No answer came; it is asked again with the same key. */
  | { phase: 'asking' }
  | { phase: 'refused'; error: Error };

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
      try {
        const answer = await steadyWrite(send, () => setWriting({ phase: 'asking' }), signal);
        setWriting({ phase: 'idle' });
        return { answer };
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        if (!signal.aborted || !isUnanswered(error)) setWriting({ phase: 'refused', error });
        return { error };
      }
    },
    [],
  );
  const reset = useCallback(() => setWriting({ phase: 'idle' }), []);
  return { writing, busy: writing.phase === 'sending' || writing.phase === 'asking', run, reset };
}
