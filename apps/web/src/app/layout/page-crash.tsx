import { useRouteError } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { RequestError } from '../../lib/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Face } from '../../ui/face.tsx';
import { CrashFace } from '../../ui/panel.tsx';

/** A page that could not be fetched or drawn. The rail and the top bar go on working. */
export function PageCrash() {
  const error = useRouteError();
  const t = useTranslations('face');
  const words = useTranslations('action');
  const reload = () => location.reload();
  if (isNotFetched(error)) {
    return (
      <Face
        title={t('notFetched')}
        tone="bad"
        alert
        actions={<Button onClick={reload}>{words('reload')}</Button>}
      >
        {t('notFetchedWhy')}
      </Face>
    );
  }
  if (error instanceof RequestError) {
    return (
      <Face
        title={t('noAnswer')}
        tone="bad"
        alert
        actions={<Button onClick={reload}>{words('tryAgain')}</Button>}
      />
    );
  }
  return <CrashFace error={error instanceof Error ? error : new Error(String(error))} onRetry={reload} />;
}

/** Browsers say in their own words that a part of the console's code did not come. */
const isNotFetched = (error: unknown): boolean =>
  error instanceof TypeError &&
  /module|fetch|load/i.test(error.message) &&
  /import|dynamic|fetch/i.test(error.message);
