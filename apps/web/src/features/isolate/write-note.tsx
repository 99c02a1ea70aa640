import { useEffect } from 'react';
import { useTranslations } from 'use-intl/react';
import type { Writing } from '../../lib/use-write.ts';
import { alarm } from '../../ui/announce.tsx';
import { Shape } from '../../ui/mark.tsx';
import { detailsOf } from '../../ui/read-face.tsx';

/** What came of pressing confirm, where it was not the result: still asking, or refused with the registry's words. */
export function WriteNote({ writing, refused }: { writing: Writing; refused: string }) {
  const t = useTranslations('isolate');
  const text =
    writing.phase === 'asking' ? t('unanswered') : writing.phase === 'refused' ? refused : undefined;
  useEffect(() => {
    if (text) alarm(text);
  }, [text]);
  if (text === undefined) return null;
  const bad = writing.phase === 'refused';
  return (
    <div className={`note ${bad ? 'bad' : 'caution'} mb-3`} role="alert">
      <Shape tone={bad ? 'bad' : 'caution'} size={16} />
      <div className="min-w-0">
        <span className="font-semibold">{text}</span>
        {writing.phase === 'refused' ? (
          <div className="mono break-words text-ink-2 text-xs">{detailsOf(writing.error)}</div>
        ) : null}
      </div>
    </div>
  );
}
