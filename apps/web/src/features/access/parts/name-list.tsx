import type { NamedId } from '@cynosure/shared/console/access.ts';
import { useTranslations } from 'use-intl/react';
import { Dash } from '../../../lib/registry/state-mark.tsx';

/** The first names of several, and how many more there are. */
export function NameList({ of, most = 2 }: { of: readonly NamedId[]; most?: number }) {
  const t = useTranslations('accessParts');
  if (of.length === 0) return <Dash />;
  const names = of.map(({ name }) => name);
  return (
    <span title={names.slice(0, 30).join(', ')}>
      {names.slice(0, most).map((name) => (
        <span key={name} className="tag">
          <bdi className="truncate">{name}</bdi>
        </span>
      ))}
      {names.length > most ? (
        <span className="num ml-1 text-ink-3 text-xs">{t('andMore', { n: names.length - most })}</span>
      ) : null}
    </span>
  );
}
