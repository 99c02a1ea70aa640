import { useEffect } from 'react';
import { useSession } from './session.ts';

/** Names the page in the browser: "{object} · {page} · Cynosure", and the environment where one is set. */
export function usePageTitle(...parts: (string | undefined)[]): void {
  const { environment } = useSession();
  const title = [...parts, 'Cynosure', environment.name]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
