import type { May, Permission } from '@cynosure/shared/console/access.ts';

/** Why an action cannot be done now, for the button that would do it; undefined where it can. */
export const whyNot = (permission: Permission | undefined): string | undefined =>
  permission === undefined || permission === true ? undefined : permission.info;

/** Why nothing can be done with many instances at once, by kind of action. */
export type WhyNotChange = {
  isolate: string | undefined;
  edit: string | undefined;
  deregister: string | undefined;
};

/** Of many rows: what the first one that forbids it says. The server looks at all of them again. */
export function whyNotChange(rows: readonly { may?: May }[]): WhyNotChange {
  const first = (of: (may: May) => Permission | undefined) => {
    for (const { may } of rows) {
      const permission = may && of(may);
      // What only the state of one row forbids is told by the preview, row by row.
      if (permission !== undefined && permission !== true && permission.not === 'permission')
        return permission.info;
    }
    return undefined;
  };
  return {
    isolate: first((may) => may.isolate ?? may.end),
    edit: first((may) => may.edit),
    deregister: first((may) => may.deregister),
  };
}
