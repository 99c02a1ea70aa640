import type { Permission } from '@cynosure/shared/console/access.ts';

/** Why an action cannot be done now, for the button that would do it; undefined where it can. */
export const whyNot = (permission: Permission | undefined): string | undefined =>
  permission === undefined || permission === true ? undefined : permission.info;
