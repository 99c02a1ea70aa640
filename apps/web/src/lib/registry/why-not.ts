import type { May, Permission } from '@cynosure/shared/console/access.ts';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl/react';

/** An action that is not named does not apply; who offers it nevertheless is refused by the server. */
export const isAllowed = (permission: Permission | undefined): boolean =>
  permission === undefined || permission === true;

/**
 * Says why an action cannot be done now, for the button that would do it; undefined where it can. In the console's own
 * words; those of the server only where its reason is newer than this console.
 */
export function useWhyNot(): (permission: Permission | undefined) => string | undefined {
  const t = useTranslations('whyNot');
  return useCallback(
    (permission) => {
      if (permission === undefined || permission === true) return undefined;
      const { why, args, info } = permission;
      return t.has(why) ? t(why, { ...NONE_LEFT, ...args }) : info;
    },
    [t],
  );
}

/** What sentences count, where the server counts nothing. */
const NONE_LEFT = { instances: 0, aliases: 0, services: 0 };

/** Why nothing can be done with many instances at once, by kind of action. */
export type WhyNotChange = {
  isolate: string | undefined;
  edit: string | undefined;
  deregister: string | undefined;
};

/** Of many rows: what the first one that forbids it says. The server looks at all of them again. */
export function whyNotChange(
  rows: readonly { may?: May }[],
  whyNot: (permission: Permission | undefined) => string | undefined,
): WhyNotChange {
  const first = (of: (may: May) => Permission | undefined) => {
    for (const { may } of rows) {
      const permission = may && of(may);
      // What only the state of one row forbids is told by the preview, row by row.
      if (permission !== undefined && permission !== true && permission.not === 'permission')
        return whyNot(permission);
    }
    return undefined;
  };
  return {
    isolate: first((may) => may.isolate ?? may.end),
    edit: first((may) => may.edit),
    deregister: first((may) => may.deregister),
  };
}
