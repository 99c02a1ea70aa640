import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { overviewQuery } from '../../lib/registry/overview.ts';
import { announce } from '../../ui/announce.tsx';

/** "500 services · 2 with none healthy": said once per query. */
export function ServiceCount({ total, filtered }: { total: number | undefined; filtered: boolean }) {
  const t = useTranslations('services');
  const dead = useQuery(overviewQuery).data?.value.services?.noneHealthy ?? 0;
  const said = total === undefined ? undefined : t('count', { n: total });
  useEffect(() => {
    if (said) announce(said);
  }, [said]);
  return (
    <span className="num text-ink-3">
      {said}
      {said && !filtered && dead > 0 ? (
        <>
          {' · '}
          <Link to="/services?state=noneHealthy" className="text-unhealthy-ink hover:underline">
            {t('noneHealthy', { n: dead })}
          </Link>
        </>
      ) : null}
    </span>
  );
}
