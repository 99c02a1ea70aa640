import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { alarm } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { detailsOf } from '../../ui/read-face.tsx';
import { showToast } from '../../ui/toast.tsx';

/** Writes what a list holds into a file; while that is read the button is busy, and it says what went wrong. */
export function ExportButton({ onExport }: { onExport: () => Promise<void> }) {
  const words = useTranslations('action');
  const face = useTranslations('face');
  const [busy, setBusy] = useState(false);
  const run = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await onExport();
    } catch (error) {
      const text = `${face('failed', { what: words('export') })} ${detailsOf(error instanceof Error ? error : new Error(String(error)))}`;
      alarm(text);
      showToast(text, { label: words('tryAgain'), run: () => void run() });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon="export" className="not-narrow" aria-busy={busy || undefined} onClick={() => void run()}>
      {words('export')}
    </Button>
  );
}
