import { useTranslations } from 'use-intl/react';
import { WriteFailed } from '../../lib/registry/forms/write-failed.tsx';
import type { Writing } from '../../lib/use-write.ts';
import type { Thing } from '../../ui/use-thing.ts';

/** How a write stands that brings a secret: not answered yet and asked again, or refused. */
export function WriteState({ writing, ...thing }: { writing: Writing } & Thing) {
  const t = useTranslations('tokens');
  if (writing.phase === 'asking')
    return (
      <p role="status" className="m-0 text-ink-2">
        {t('unanswered')}
      </p>
    );
  return <WriteFailed error={writing.phase === 'refused' ? writing.error : null} {...thing} />;
}
