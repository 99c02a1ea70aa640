import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { keys } from '../../../lib/keys.ts';
import { type PagedRows, usePagedRows } from '../../../lib/paged-rows.ts';
import { ASK_AGAIN_MS, type Rows } from './access-api.ts';

/** The rows of one list of Access that match the text of the address, read again every ten seconds. */
export function useAccessRows<Part extends keyof Rows>(part: Part): PagedRows<Rows[Part]> {
  const queries = useQueryClient();
  const [address] = useSearchParams();
  const q = address.get('q') ?? '';
  const request = new URLSearchParams(q ? { q } : {}).toString();
  useEffect(() => {
    const queryKey = keys.accessRows(part, request);
    const timer = setInterval(
      () => document.hidden || void queries.invalidateQueries({ queryKey, exact: true }),
      ASK_AGAIN_MS,
    );
    return () => clearInterval(timer);
  }, [queries, part, request]);
  return usePagedRows<Rows[Part]>({ key: keys.accessRows(part, request), path: `/access/${part}`, request });
}
