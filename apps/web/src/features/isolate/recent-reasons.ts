import type { Overview } from '@cynosure/shared/console/overview.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { serverNow } from '../../lib/clock.ts';
import type { Snapshot } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';

const LOOKED_BACK_MS = 2 * 3_600_000;
const MOST = 3;

/** The last reasons of anyone in two hours, newest first, each once. */
export function reasonsFrom(overview: Partial<Overview> | undefined, now: number): string[] {
  const given = [
    ...(overview?.isolated ?? []).map(({ reason, sinceAt }) => ({ reason, at: sinceAt })),
    ...(overview?.changes ?? []).map(({ reason = '', at }) => ({ reason, at })),
  ]
    .filter(({ reason, at }) => reason.trim() !== '' && now - at <= LOOKED_BACK_MS)
    .sort((a, b) => b.at - a.at);
  return [...new Set(given.map(({ reason }) => reason))].slice(0, MOST);
}

/** As they were when the sheet was opened: chips that move under the pointer help nobody. */
export function useRecentReasons(): readonly string[] {
  const queries = useQueryClient();
  const [recent] = useState(() =>
    reasonsFrom(queries.getQueryData<Snapshot<Partial<Overview>>>(keys.overview)?.value, serverNow()),
  );
  return recent;
}
