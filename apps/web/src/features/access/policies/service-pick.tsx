import type { Page } from '@cynosure/shared/console/page.ts';
import type { ServiceRow } from '@cynosure/shared/console/service.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { http } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { detailsOf } from '../../../ui/read-face.tsx';
import { SearchBox } from '../../../ui/search-box.tsx';
import { type Choice, PickList } from '../parts/pick-list.tsx';

const MOST_FOUND = 50;

/** Single services: there may be thousands, so the registry finds them. */
export function ServicePick({
  label,
  chosen,
  onChange,
  seen,
}: {
  label: string;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  /** Those that the policy names already. */
  seen: readonly (Choice & { namespace?: string })[];
}) {
  const t = useTranslations('accessPolicies');
  const parts = useTranslations('accessParts');
  const [q, setQ] = useState('');
  // What was ticked is called the same after something else was looked for.
  const [ticked, setTicked] = useState<readonly Choice[]>(() =>
    seen.map(({ id, name, namespace = '' }) => ({ id, name, more: namespace })),
  );
  const query = String(new URLSearchParams({ limit: String(MOST_FOUND), ...(q ? { q } : {}) }));
  const read = useQuery({
    queryKey: keys.services(`policy ${query}`),
    queryFn: ({ signal }) => http.get<Page<ServiceRow>>(`/services?${query}`, signal),
    placeholderData: keepPreviousData,
  });
  const found = (read.data?.value.items ?? []).map(({ id, service, namespace }) => ({
    id,
    name: service,
    more: namespace,
  }));
  const total = read.data?.value.total ?? 0;
  return (
    <div className="grid gap-1.5">
      <SearchBox
        label={parts('find', { what: label })}
        placeholder={parts('find', { what: label })}
        value={q}
        onChange={setQ}
      />
      {read.error ? (
        <span role="alert" className="text-unhealthy-ink">
          {t('servicesFailed')} <span className="mono text-xs">{detailsOf(read.error)}</span>
        </span>
      ) : null}
      <PickList
        label={label}
        choices={found}
        names={ticked}
        chosen={chosen}
        hasFinder={false}
        onChange={(now) => {
          setTicked([...ticked, ...found.filter(({ id }) => !ticked.some((one) => one.id === id))]);
          onChange(now);
        }}
        none={t('noneFound')}
        rule={total > found.length ? parts('findMore', { n: total - found.length }) : undefined}
      />
    </div>
  );
}
