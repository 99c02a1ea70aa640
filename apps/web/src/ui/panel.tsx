import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from './button.tsx';
import { copyText } from './copy.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { Face } from './face.tsx';

/** A part of a page that can fail alone. */
export const Panel = ({ children, resetKey }: { children: ReactNode; resetKey?: unknown }) => (
  <ErrorBoundary resetKey={resetKey} fallback={(error, retry) => <CrashFace error={error} onRetry={retry} />}>
    {children}
  </ErrorBoundary>
);

export function CrashFace({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const t = useTranslations('face');
  const words = useTranslations('action');
  return (
    <Face
      title={t('crashed')}
      tone="bad"
      alert
      actions={
        <>
          <Button onClick={onRetry}>{words('tryAgain')}</Button>
          <Button
            icon="copy"
            look="quiet"
            onClick={() => void copyText(`${location.href}\n${error.stack ?? error.message}`)}
          >
            {words('copyDetails')}
          </Button>
        </>
      }
    >
      {t('crashedRest')}
    </Face>
  );
}
