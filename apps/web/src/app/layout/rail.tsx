import type { Overview } from '@cynosure/shared/console/overview.ts';
import { useQuery } from '@tanstack/react-query';
import { NavLink } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { isolationsInForce, overviewQuery } from '../../lib/registry/overview.ts';
import { type RailPage, railPages } from '../../lib/registry/pages.ts';
import { Icon } from '../../ui/icon.tsx';

/** The navigation, with what there is of each. Counts that are not known are left out, never 0. */
export function RailLinks({ onGo }: { onGo?: () => void }) {
  const t = useTranslations('nav');
  const overview = useQuery({ ...overviewQuery, notifyOnChangeProps: ['data'] }).data?.value;
  const sections = [undefined, 'registry', 'operations', 'administration'] as const;
  return (
    <nav aria-label={t('main')}>
      {sections.map((section) => {
        const pages = railPages.filter((page) => page.section === section);
        if (pages.length === 0) return null;
        return (
          <section key={section ?? 'top'}>
            {section ? <div className="rail-head">{t(section)}</div> : null}
            <ul>
              {pages.map((page) => (
                <li key={page.key}>
                  <RailLink page={page} count={countOf(page, overview)} {...(onGo ? { onGo } : {})} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}

function RailLink({ page, count, onGo }: { page: RailPage; count: number | undefined; onGo?: () => void }) {
  const t = useTranslations('nav');
  const format = useFormat();
  const loud = page.key === 'isolations' && (count ?? 0) > 0;
  return (
    <NavLink to={page.to} end={page.to === '/'} title={t(page.key)} {...(onGo ? { onClick: onGo } : {})}>
      <Icon name={page.icon} />
      <span className="rail-word">{t(page.key)}</span>
      {count === undefined ? null : (
        <span className={loud ? 'count out' : 'count'} aria-hidden="true">
          {format.number(count)}
        </span>
      )}
    </NavLink>
  );
}

function countOf(page: RailPage, overview: Partial<Overview> | undefined): number | undefined {
  switch (page.key) {
    case 'services':
      return overview?.services?.total;
    case 'instances':
      return overview?.counts?.total;
    case 'hosts':
      return overview?.totals?.hosts;
    case 'namespaces':
      return overview?.totals?.namespaces;
    case 'clients':
      return overview?.clients?.total;
    case 'isolations':
      return isolationsInForce(overview);
    default:
      return undefined;
  }
}
