import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { ReadFace } from '../../ui/read-face.tsx';
import { Preparing } from './preparing.tsx';
import { SheetStep, useCloseSheet } from './sheet-frame.tsx';

/** A sheet whose object has still to be read, or could not be. */
export function PendingStep({
  title,
  what,
  error,
  onRetry,
}: {
  title: string;
  /** What is read. */
  what: string;
  error: Error | null;
  onRetry: () => void;
}) {
  const t = useTranslations('isolate');
  const words = useTranslations('action');
  const close = useCloseSheet();
  return (
    <SheetStep
      label={title}
      title={title}
      sub={error ? undefined : t('preparing')}
      body={error ? <ReadFace error={error} what={what} onRetry={onRetry} /> : <Preparing />}
      footer={<Button onClick={close}>{words('close')}</Button>}
    />
  );
}
