import { useCallback } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../format.ts';

/** Names that a path may carry, and what the console calls them. */
const ALIASES: Readonly<Record<string, string>> = {
  ttlSeconds: 'ttl',
  isolate: 'isolated',
  check: 'healthCheck',
  checked: 'healthCheck',
};

/** `/labels/owner` → what the field is called: "Label owner". Paths that the console does not know stay as they are. */
export function useFieldName(): (path: string) => string {
  const t = useTranslations('field');
  const more = useTranslations('activity.fields');
  return useCallback(
    (path) => {
      const nameOf = (one: string): string => {
        const [, name = '', ...rest] = one.split('/').map(unescapePointer);
        const inner = rest.join('/');
        if ((name === 'labels' || name === 'metadata') && inner) return t('label', { key: inner });
        const key = ALIASES[name] ?? (name === 'location' ? inner : name);
        const [special, usual] = [key as 'endsAt', key as 'zone']; // Asked for in the next lines.
        if (more.has(special)) return more(special);
        return t.has(usual) ? t(usual) : one.slice(1);
      };
      const held = heldIn(path);
      return held === undefined ? nameOf(path) : t('heldField', { field: nameOf(held) });
    },
    [t, more],
  );
}

/** The field behind `/held/{field}` of history. */
const heldIn = (path: string): string | undefined =>
  path.startsWith('/held/') ? `/${unescapePointer(path.slice('/held/'.length))}` : undefined;

/** A value of a field as people read it: "10 s", "Isolated", "14:28"; "not set" where it is not. */
export function useFieldValue(): (path: string, value: unknown) => string {
  const beat = useTranslations('beat');
  const state = useTranslations('state');
  const field = useTranslations('field');
  const activity = useTranslations('activity');
  const format = useFormat();
  return useCallback(
    (path, value) => {
      if (value === undefined || value === null || value === '') return activity('notSet');
      const held = heldIn(path);
      const [, name = ''] = (held ?? path).split('/');
      // History keeps a hold as `{value}`, a check as its TTL or as a word.
      if (held !== undefined && typeof value === 'object' && 'value' in value) return say(value.value);
      if (name === 'check') {
        return typeof value === 'object' && 'ttlSeconds' in value && typeof value.ttlSeconds === 'number'
          ? beat('seconds', { n: value.ttlSeconds })
          : field('off');
      }
      return say(value);

      function say(value: unknown): string {
        if (value === undefined || value === null || value === '') return activity('notSet');
        if (name === 'isolated' && typeof value === 'number') return activity('isolatedCount', { n: value });
        if (name === 'ttlSeconds' && typeof value === 'number') return beat('seconds', { n: value });
        if ((name === 'isolated' || name === 'isolate') && typeof value === 'boolean')
          return value ? state('isolated') : state('inTraffic');
        if (name === 'healthy' && typeof value === 'boolean')
          return value ? state('healthy') : state('unhealthy');
        if (typeof value === 'boolean') return value ? field('yes') : field('no');
        if (name.endsWith('At') && typeof value === 'number') return format.exact(value);
        if (typeof value === 'number') return format.number(value);
        return typeof value === 'string' ? value : JSON.stringify(value);
      }
    },
    [beat, state, field, activity, format],
  );
}

/** RFC 6901. */
const unescapePointer = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');
