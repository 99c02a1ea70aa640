import { useLocale } from 'use-intl/react';

/** Between two sentences; Chinese has its space in the full stop. */
export const Gap = () => (useLocale().startsWith('zh') ? null : ' ');
