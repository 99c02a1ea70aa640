import { useTranslations } from 'use-intl/react';
import { WriteFailed } from '../../lib/registry/forms/write-failed.tsx';
import { Button } from '../../ui/button.tsx';

/** Below each form: what went wrong, and the way to save. */
export function SaveBar({
  may,
  busy,
  error,
  isChanged,
}: {
  may: boolean;
  busy: boolean;
  error: Error | null;
  isChanged: boolean;
}) {
  const t = useTranslations('settings');
  const words = useTranslations('action');
  return (
    <>
      <WriteFailed error={error} what={t('what')} />
      <div>
        <Button
          type="submit"
          look="primary"
          aria-busy={busy || undefined}
          disabledWhy={may ? (isChanged ? undefined : t('nothing')) : t('readOnly')}
        >
          {words('save')}
        </Button>
      </div>
    </>
  );
}
