import { useCallback, useEffect, useState } from 'react';
import { useSession } from '../../lib/session.ts';
import { type Draft, draftFor, keepDraft } from './drafts.ts';
import { endOfSeconds, noEnd } from './ends.ts';
import { ticketIn } from './ticket.ts';

/** What is being filled in about a target: what was typed before, under what an address brings along. */
export function useDraft(about: string, prefill: Partial<Draft>) {
  const usual = useSession().defaults?.isolationSeconds ?? null;
  const [draft, setDraft] = useState<Draft>(() => ({
    reason: '',
    ticket: '',
    ends: usual === null ? noEnd : endOfSeconds(usual),
    ...draftFor(about, Date.now()),
    ...prefill,
  }));
  useEffect(() => keepDraft(about, draft, Date.now()), [about, draft]);
  const change = useCallback(
    (next: Partial<Draft>) =>
      setDraft((before) => {
        const after = { ...before, ...next };
        // The ticket follows the reason until somebody writes one by hand.
        if (next.reason !== undefined && before.ticket === ticketIn(before.reason)) {
          after.ticket = ticketIn(next.reason);
        }
        return after;
      }),
    [],
  );
  return { draft, change };
}
