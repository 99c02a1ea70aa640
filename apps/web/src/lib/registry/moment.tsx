import { useNow } from '../clock.ts';
import { useFormat } from '../format.ts';

/** "3 min ago", ticking, with the exact time behind it. */
export function Ago({ at, fine }: { at: number | undefined; fine?: boolean }) {
  const now = useNow();
  const format = useFormat();
  if (at === undefined) return <span className="text-ink-3">?</span>;
  return (
    <time dateTime={new Date(at).toISOString()} title={format.exact(at)}>
      {format.ago(at, now, fine)}
    </time>
  );
}

/** How long something has been so. */
export function Since({ at, fine }: { at: number; fine?: boolean }) {
  const now = useNow();
  const format = useFormat();
  return (
    <time dateTime={new Date(at).toISOString()} title={format.exact(at)}>
      {format.span(now - at, fine)}
    </time>
  );
}
