import type { EndHold, EndHoldAnswer } from '@cynosure/shared/console/hold.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { http } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { steadyWrite } from '../../../lib/steady-write.ts';

/** Releases or discards the hold that was seen. `isAsking`: no answer came yet, and it is asked again. */
export function useEndHold() {
  const queries = useQueryClient();
  const abort = useRef<AbortController>(undefined);
  const [isAsking, setAsking] = useState(false);
  useEffect(() => () => abort.current?.abort(), []);
  const mutation = useMutation({
    mutationFn: (request: EndHold) => {
      const { signal } = (abort.current = new AbortController());
      return steadyWrite(
        (idempotencyKey) => http.post<EndHoldAnswer>('/health/hold/end', request, { idempotencyKey }),
        () => setAsking(true),
        signal,
      );
    },
    onSettled: () => {
      setAsking(false);
      return queries.invalidateQueries({ queryKey: keys.hold });
    },
  });
  return { ...mutation, isAsking };
}
