import type { FilterChip } from '@cynosure/shared/console/filter-query.ts';
import { useTranslations } from 'use-intl/react';

/** Filters as words: "Zone gz-9", "Unhealthy", "Zone not gz-3". */
export function useFilterWords(): (chip: FilterChip) => string {
  const field = useTranslations('field');
  const state = useTranslations('state');
  const t = useTranslations('filter');
  return ({ name, value, negated }) => {
    if (name === 'state' && state.has(value as 'healthy')) {
      const word = state(value as 'healthy'); // Checked in the line above.
      return negated ? t('not', { what: word }) : word;
    }
    const key = name as 'zone'; // Names of filters are names of fields; the line below asks.
    const what = field.has(key) ? field(key) : name;
    if (value === 'true' || value === 'false') return t(value === 'true' ? 'is' : 'isNot', { what });
    return negated ? t('fieldNot', { what, value }) : t('field', { what, value });
  };
}
