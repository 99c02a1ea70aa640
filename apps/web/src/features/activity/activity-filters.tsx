import type { Operation } from '@cynosure/shared/console/operation.ts';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useFilterWords } from '../../lib/registry/filter-words.ts';
import { useSession } from '../../lib/session.ts';
import { ChipSelect } from '../../ui/chip-select.tsx';
import { Icon } from '../../ui/icon.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { actionNames, outcomes, plainFilters, timeNames } from './filters.ts';
import '../../ui/chip-select.css';

/** What the list is narrowed to, all of it in the address. */
export function ActivityFilters({ items, children }: { items: readonly Operation[]; children: ReactNode }) {
  const t = useTranslations('activity');
  const words = useTranslations('action');
  const chipWords = useFilterWords();
  const { user } = useSession();
  const [address, setAddress] = useSearchParams();
  const get = (name: string) => address.get(name) ?? '';
  const put = (name: string, value: string, replace = false) =>
    setAddress(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        if (name === 'from') next.delete('to');
        return next;
      },
      { replace },
    );
  const mine = user?.name ?? '';
  const people = [...new Set([mine, ...items.map((one) => one.by.name)])].filter(Boolean);
  const from = get('from');
  const time = timeNames.find((one) => one === from) ?? (from || get('to') ? 'custom' : 'all');
  const times = time === 'custom' ? [...timeNames, 'custom' as const] : timeNames;
  const chips = plainFilters.filter((name) => name !== 'by' && get(name) !== '');
  return (
    <div className="tools">
      <SearchBox
        label={words('filter')}
        placeholder={t('placeholder')}
        value={get('q')}
        onChange={(text) => put('q', text, true)}
      />
      <ChipSelect
        label={t('time')}
        value={time}
        onChange={(value) => put('from', value === 'all' ? '' : value)}
        options={times.map((one) => ({ value: one, label: t(`times.${one}`) }))}
      />
      <ChipSelect
        label={t('by')}
        value={get('by')}
        onChange={(value) => put('by', value)}
        options={[
          { value: '', label: t('anyone') },
          ...people.map((name) => ({ value: name, label: name === mine ? t('you') : name })),
        ]}
      />
      <ChipSelect
        label={t('action')}
        value={get('action')}
        onChange={(value) => put('action', value)}
        options={[
          { value: '', label: t('any') },
          ...actionNames.map((name) => ({ value: name, label: t(`actions.${name}`) })),
        ]}
      />
      <ChipSelect
        label={t('result')}
        value={get('result')}
        onChange={(value) => put('result', value)}
        options={[
          { value: '', label: t('any') },
          ...outcomes.map((name) => ({ value: name, label: t(`outcomes.${name}`) })),
        ]}
      />
      {chips.map((name) => {
        const said =
          name === 'ticket'
            ? t('ticketIs', { ticket: get(name) })
            : chipWords({ name, value: get(name), negated: false, text: `${name}:${get(name)}` });
        return (
          <span key={name} className="chip">
            <bdi className="truncate">{said}</bdi>
            <button
              type="button"
              className="drop"
              aria-label={words('removeFilter', { filter: said })}
              onClick={() => put(name, '')}
            >
              <Icon name="x" size={12} />
            </button>
          </span>
        );
      })}
      <span className="flex-1" />
      {children}
    </div>
  );
}
