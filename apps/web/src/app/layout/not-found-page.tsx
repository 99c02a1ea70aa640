import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { usePageTitle } from '../../lib/page-title.ts';
import { Face } from '../../ui/face.tsx';
import { PageHead } from '../../ui/page-head.tsx';

export function Component() {
  const nav = useTranslations('nav');
  const t = useTranslations('face');
  usePageTitle(nav('notFound'));
  return (
    <>
      <PageHead title={nav('notFound')} />
      <Face
        title={t('noSuchPage')}
        actions={
          <Link className="btn" to="/">
            {t('toOverview')}
          </Link>
        }
      />
    </>
  );
}
