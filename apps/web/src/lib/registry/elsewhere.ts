import type { SharedSettings } from '@cynosure/shared/console/settings.ts';
import { useSession } from '../session.ts';

/** Fills the parts in braces of an address that owners have set; undefined where they have set none. */
export function useElsewhere(
  kind: keyof SharedSettings['links'],
  parts: Readonly<Record<string, string | number>>,
): string | undefined {
  const template = useSession().defaults?.links?.[kind];
  return template ? filled(template, parts) : undefined;
}

/** `https://m/{service}` → `https://m/pay%2Fv2`; what is not known stays as it is. */
export const filled = (template: string, parts: Readonly<Record<string, string | number>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
    return part === undefined ? whole : encodeURIComponent(String(part));
  });
