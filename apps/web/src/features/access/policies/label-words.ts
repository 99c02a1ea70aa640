import type { PolicyLabel } from '@cynosure/shared/console/access.ts';
import { useTranslations } from 'use-intl/react';
import { comparisonOf } from './policy-draft.ts';

/** "tier is core": one condition on the labels of things. */
export function useLabelWords(): (label: PolicyLabel) => string {
  const t = useTranslations('accessPolicies');
  return ({ key, value, compareType }) => {
    const how = comparisonOf(compareType);
    return `${key} ${how === undefined ? compareType : t(`compare.${how}`)} ${value}`;
  };
}
